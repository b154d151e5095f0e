import { EverbearerError } from '@everbearer/core'

/** Checks whether an error is Everbearer's own. ofetch takes such an error for a network failure, retries, and wraps it as a `cause`. */
export function isOwnError(error: unknown): boolean {
  return error instanceof EverbearerError || (error as { readonly code?: unknown } | undefined)?.code === 'ERR_NO_COORDINATOR'
}
