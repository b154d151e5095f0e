import { cooldownTime, type CooldownPace, type CooldownPolicy } from './backoff.ts'
import type { Clock } from '../lib/clock.ts'
import { CredentialsRejectedError, EverbearerError, TokenSourceError, TokenUnavailableError } from '../lib/errors.ts'
import { type Failure, isUnexplained } from './classify-failure.ts'
import { parseRetryAfter } from '../lib/retry-after.ts'

/** The time for which the token endpoint is left alone after refreshes that failed. */
export interface Rest {
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

export interface CooldownContext {
  readonly clock: Clock
  readonly random: () => number
  readonly cooldown: CooldownPolicy
}

/** The rest that follows a failure; longer with each in a row. */
export function cooldownAfter(failure: Failure, previous: Rest | undefined, { clock, random, cooldown }: CooldownContext): Rest {
  const wall = clock.wall()
  const failures = (previous?.failures ?? 0) + 1
  const duration = Math.ceil(
    cooldownTime(paceOf(failure, previous?.failure), failures, parseRetryAfter(failure.retryAfter, wall), random(), cooldown),
  )
  return { failures, duration, until: clock.monotonic() + duration, retryAt: wall + duration, failure }
}

/** Most responses that make no sense pass, as those of a proxy during a deployment. Refused credentials stay refused. */
function paceOf(failure: Failure, previous: Failure | undefined): CooldownPace {
  if (isUnexplained(failure)) return previous !== undefined && isUnexplained(previous) ? 'lasting' : 'passing'
  return failure.class === 'terminal' ? 'lasting' : 'passing'
}

/** What a caller gets who needs a token while the endpoint rests. Made anew for each, as clients write into the errors they pass on. */
export function cooldownError({ failure, retryAt }: Rest): EverbearerError {
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
