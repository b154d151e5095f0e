import type { Authorization, SessionIdentity } from '@everbearer/core/adapter'

const session: SessionIdentity = { id: undefined, number: 1, signal: new AbortController().signal }

/** An authorization as an adapter would make it that decides for itself. */
export function replayWith(accessToken: string): Authorization {
  const value = `Bearer ${accessToken}`
  return { headers: { Authorization: value }, value, session, generation: 0, redirect: 'follow', attempt: 2, isFinal: true }
}
