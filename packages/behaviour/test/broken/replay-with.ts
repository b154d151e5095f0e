import type { Authorization } from '@everbearer/core'

/** An authorization as an adapter would make it that decides for itself. */
export function replayWith(accessToken: string): Authorization {
  return { header: 'Authorization', value: `Bearer ${accessToken}`, session: 0, generation: 0, redirect: 'follow', replay: true }
}
