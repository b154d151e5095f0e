import { cooldownTime, type CooldownPace, type CooldownPolicy } from './backoff.ts'
import type { Moment } from '../lib/clock.ts'
import { CredentialsRejectedError, EverbearerError, StoreError, TokenSourceError, TokenUnavailableError } from '../lib/errors.ts'
import { type Failure, isUnexplained } from './classify-failure.ts'
import { parseRetryAfter } from '../lib/retry-after.ts'

/** A time without token requests, after failed refreshes. */
export interface Cooldown {
  /** Number of refreshes in a row that have failed. */
  readonly failures: number
  /** Length of the cooldown, ms. */
  readonly duration: number
  /** End of the cooldown on the monotonic clock, ms. */
  readonly until: number
  /** End of the cooldown on the wall clock, ms since 1970. */
  readonly retryAt: number
  readonly failure: Failure
}

/**
 * Returns the cooldown (a time without token requests) after a failure. Each failure in a row makes the cooldown longer, except failures of
 * the store.
 *
 * @param previous - the cooldown after the previous failure; undefined: the previous refresh did not fail
 * @param random - random number from 0 to 1: processes that failed at the same time then retry at different times
 */
export function cooldownAfter(
  failure: Failure,
  previous: Cooldown | undefined,
  { wall, monotonic }: Moment,
  random: number,
  policy: CooldownPolicy,
): Cooldown {
  // Failures of a store do not make the cooldown longer, so that the store is used soon after it works again.
  const failures = failure.cause instanceof StoreError ? 1 : (previous?.failures ?? 0) + 1
  const pace = paceOf(failure, previous?.failure)
  const duration = Math.ceil(cooldownTime(pace, failures, parseRetryAfter(failure.retryAfter, wall), random, policy))
  return { failures, duration, until: monotonic + duration, retryAt: wall + duration, failure }
}

/**
 * Chooses the kind of the cooldown. `lasting`: the server rejected the credentials, which stay rejected. `passing`: any other failure. A
 * first rejection without an error code is `passing`, too, because the cause may be a proxy.
 */
function paceOf(failure: Failure, previous: Failure | undefined): CooldownPace {
  if (isUnexplained(failure)) return previous !== undefined && isUnexplained(previous) ? 'lasting' : 'passing'
  return failure.class === 'terminal' ? 'lasting' : 'passing'
}

/**
 * Makes the error for a caller that needs a token during a cooldown. Each caller gets a new error, because HTTP clients change the errors
 * that they pass on.
 */
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

/** Returns the text about a failure for a message: Everbearer's own words, an error code, a status. Other texts may hold a secret. */
function said({ class: failureClass, error, status, cause }: Failure): string {
  const code = error === undefined ? '' : ` (${error})`
  if (cause instanceof EverbearerError) return `${code}: ${cause.message}`
  if (failureClass === 'source-error') return `: the code of the token source threw ${cause.name}; its stack is in \`error.cause.stack\`.`
  return status === undefined ? `${code}: the source threw ${cause.name}.` : `${code}: status ${status}.`
}
