import { EverbearerError, TokenRequestError } from '@everbearer/core'

/** Describes in one line why no token came, without quoting a server's body. */
export function describeFailure(error: unknown): string {
  const cause = (error as { readonly cause?: unknown }).cause
  // The cause is more detailed than "no token": it names the server and the status.
  const told = cause instanceof EverbearerError ? cause : error
  if (!(told instanceof EverbearerError)) return 'the request failed'
  const code = told instanceof TokenRequestError && /^[a-z_]{1,40}$/.test(told.error ?? '') ? ` (${told.error})` : ''
  return `${told.message.replace(/\.$/, '')}${code}`
}

/**
 * Describes a failure like `describeFailure()`, for a command that got no first token. The text also recommends `everbearer doctor`, as
 * only doctor tries several authentication methods.
 */
export function describeMissingToken(error: unknown): string {
  return `${describeFailure(error)}; for the reason, run everbearer doctor with the same options`
}
