import { isOneShot } from '@everbearer/core'
import type { InternalAxiosRequestConfig } from 'axios'

/** Puts the caller's config back in the place of ours, and keeps the request as sent, with the token in it, out of logs. */
export function restore<T extends { config?: unknown; data?: unknown }>(result: T, config: InternalAxiosRequestConfig): T {
  result.config = config
  hide(result, 'request')
  if (isOneShot(result.data)) for (const link of ['req', 'socket', 'client']) hide(result.data, link)
  return result
}

function hide(owner: object, key: string): void {
  if (Object.hasOwn(owner, key)) Object.defineProperty(owner, key, { enumerable: false })
}
