import { cooldownTime, type CooldownPace, type CooldownPolicy } from './backoff.ts'
import type { Moment } from '../lib/clock.ts'
import { CredentialsRejectedError, EverbearerError, TokenSourceError, TokenUnavailableError } from '../lib/errors.ts'
import { type Failure, isUnexplained } from './classify-failure.ts'
import { parseRetryAfter } from '../lib/retry-after.ts'

/** The time for which the token endpoint is left alone after refreshes that failed. */
export interface Cooldown {
  /** Failed refreshes in a row. */
  readonly failures: number
  /** ms. */
  readonly duration: number
  /** On the monotonic clock, ms. */
  readonly until: number
  /** On the wall clock, ms since 1970. */
  readonly retryAt: number
  readonly failure: Failure
}

/**
 * The cooldown that follows a failure; longer with each failure in a row.
 *
 * @param previous - the cooldown after the failure before; undefined: the refresh before did not fail
 * @param random - 0 to 1, spreads a fleet that failed together
 */
export function cooldownAfter(
  failure: Failure,
  previous: Cooldown | undefined,
  { wall, monotonic }: Moment,
  random: number,
  policy: CooldownPolicy,
): Cooldown {
  const failures = (previous?.failures ?? 0) + 1
  const pace = paceOf(failure, previous?.failure)
  const duration = Math.ceil(cooldownTime(pace, failures, parseRetryAfter(failure.retryAfter, wall), random, policy))
  return { failures, duration, until: monotonic + duration, retryAt: wall + duration, failure }
}

/** Most responses that make no sense pass, as those of a proxy during a deployment. Refused credentials stay refused. */
function paceOf(failure: Failure, previous: Failure | undefined): CooldownPace {
  if (isUnexplained(failure)) return previous !== undefined && isUnexplained(previous) ? 'lasting' : 'passing'
  return failure.class === 'terminal' ? 'lasting' : 'passing'
}

/** What a caller gets who needs a token during a cooldown. Made anew for each, as clients write into the errors that they pass on. */
export function cooldownError({ failure, retryAt }: Cooldown): EverbearerError {
  const { error, cause } = failure
  if (failure.class === 'terminal') {
    return new CredentialsRejectedError(
      `The authorization server refused the client or its credentials${said(failure)}`,
      retryAt,
      error,
      cause,
    )
  }
  const Class = failure.class === 'source-error' ? TokenSourceError : TokenUnavailableError
  return new Class(`No token could be got${said(failure)}`, retryAt, cause)
}

/** What may be told of a failure: words of our own, an error code, a status. Words of others may hold a secret. */
function said({ class: failureClass, error, status, cause }: Failure): string {
  const code = error === undefined ? '' : ` (${error})`
  if (cause instanceof EverbearerError) return `${code}: ${cause.message}`
  if (failureClass === 'source-error') return `: the code of the token source threw ${cause.name}; its stack is in \`error.cause.stack\`.`
  return status === undefined ? `${code}: the source threw ${cause.name}.` : `${code}: status ${status}.`
}
