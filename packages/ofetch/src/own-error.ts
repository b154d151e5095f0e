import { EverbearerError } from '@everbearer/core'

/** Is this an error of core? ofetch would treat such an error as a network failure, retry, and make it the `cause` of its own error. */
export function isOwnError(error: unknown): boolean {
  return error instanceof EverbearerError || (error as { readonly code?: unknown } | undefined)?.code === 'ERR_NO_COORDINATOR'
}
