import { EverbearerError, TokenRequestError } from '@everbearer/core'

/** Says in one line why no token came. Quotes no body of a server. */
export function describeFailure(error: unknown): string {
  const cause = (error as { readonly cause?: unknown }).cause
  // The cause says more than "no token": which server, and with which status.
  const told = cause instanceof EverbearerError ? cause : error
  if (!(told instanceof EverbearerError)) return 'the request failed'
  const code = told instanceof TokenRequestError && /^[a-z_]{1,40}$/.test(told.error ?? '') ? ` (${told.error})` : ''
  return `${told.message.replace(/\.$/, '')}${code}`
}

/**
 * Like `describeFailure()`, for a command that got no first token. The text also recommends `everbearer doctor`, as only doctor tries
 * several ways to authenticate.
 */
export function describeMissingToken(error: unknown): string {
  return `${describeFailure(error)}; for the reason, run everbearer doctor with the same options`
}
