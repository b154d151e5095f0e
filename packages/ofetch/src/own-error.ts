import { EverbearerError } from '@everbearer/core'

/** Checks for an error of core. ofetch would treat it as a network failure, retry, and make it the `cause` of ofetch's own error. */
export function isOwnError(error: unknown): boolean {
  return error instanceof EverbearerError || (error as { readonly code?: unknown } | undefined)?.code === 'ERR_NO_COORDINATOR'
}
