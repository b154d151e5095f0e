import pRetry from 'p-retry'
import { retryDelay } from '../policy/backoff.ts'
import { type Clock, type Moment, readClock, sleep } from '../lib/clock.ts'
import { TokenRequestError } from '../lib/errors.ts'
import { classify, describe, type Failure, isUnexplained, reasonOf, systemCodeOf } from '../policy/classify-failure.ts'
import type { Grant } from '../token/grant.ts'
import { outcomeOf } from '../policy/token-outcome.ts'
import { parseRetryAfter } from '../lib/retry-after.ts'
import { type SourceCalls, suspectedSelfWait } from './source-calls.ts'
import { withinTime } from '../lib/with-timeout.ts'

/** The settings of a token request with its retries. */
export interface RetryPolicy {
  readonly clock: Clock
  readonly runs: SourceCalls
  readonly random: () => number
  /** Time limit for one attempt, ms. An attempt with a refresh token may last until `maxRetryTime`. */
  readonly refreshTimeout: number
  /** Maximum number of attempts after the first. */
  readonly retries: number
  /** Time limit for all attempts and the delays between them, ms. */
  readonly maxRetryTime: number
}

/** The response to a token request, and the moment when its attempt was sent. */
export interface SourceResponse {
  readonly response: unknown
  readonly sent: Moment
  /** Number of the attempt, from 1. */
  readonly attempt: number
}

/** A function that is called after each failed attempt. `retryIn`: time until the next attempt, ms; undefined: no attempt follows. */
export type OnFailedAttempt = (failure: Failure, attempt: number, retryIn?: number) => void

/**
 * Requests a token, and retries after temporary failures, up to the limits of the policy. A request that carries a refresh token is not
 * aborted before `maxRetryTime`, even if `stop` aborts. Such a request is retried only if the server certainly has not used the token.
 *
 * @param stop - once this signal aborts, no further attempt is made; a request without a refresh token is aborted, too
 * @throws the error of the last attempt, or the reason of `stop`
 */
export function requestToken(
  ask: (signal: AbortSignal) => Promise<unknown> | undefined,
  grant: Grant,
  stop: AbortSignal,
  policy: RetryPolicy,
  onFailed?: OnFailedAttempt,
): Promise<SourceResponse> {
  const { clock, runs, random, retries, refreshTimeout } = policy
  const isSeenThrough = grant === 'refresh'
  const deadline = clock.monotonic() + policy.maxRetryTime

  let retryIn: number | undefined

  const attempt = async (number: number): Promise<SourceResponse> => {
    const sent = readClock(clock)
    const left = deadline - sent.monotonic
    const timeout = isSeenThrough ? left : Math.min(refreshTimeout, left)
    const { waiters } = runs
    const hint = (): string => (runs.waiters > waiters ? suspectedSelfWait : '')
    const expired = (): Error => new TokenRequestError(`The token request took longer than ${Math.round(timeout)} ms.${hint()}`)
    try {
      return {
        response: await withinTime((signal) => runs.ask(ask, signal), timeout, clock, expired, isSeenThrough ? undefined : stop),
        sent,
        attempt: number,
      }
    } catch (error) {
      throw asRetriable(error, grant)
    }
  }

  // p-retry itself makes no delays (`minTimeout: 0`). `shouldRetry` makes them, by Retry-After and with the injected clock.
  return pRetry(attempt, {
    retries,
    minTimeout: 0,
    // p-retry calls `throwIfAborted`, which is missing in React Native up to 0.86. There, `shouldRetry` alone ends the retries.
    ...(!isSeenThrough && 'throwIfAborted' in stop && { signal: stop }),
    onFailedAttempt({ error, attemptNumber, retriesLeft }) {
      const failure = classify(error, grant)
      retryIn = retriesLeft > 0 && mayRetry(failure, error) ? delayBefore(failure, attemptNumber) : undefined
      onFailed?.(failure, attemptNumber, retryIn)
    },
    async shouldRetry() {
      if (retryIn === undefined) return false
      await sleep(clock, retryIn, stop).catch(() => {})
      return !stop.aborted
    },
  })

  function mayRetry(failure: Failure, error: Error): boolean {
    return isPassing(failure) && !stop.aborted && !(isSeenThrough && outcomeOf(failure, systemCodeOf(error)) !== 'unused')
  }

  /** Returns the delay before the next attempt, ms; undefined if that attempt would begin too late. */
  function delayBefore(failure: Failure, attemptNumber: number): number | undefined {
    const delay = retryDelay(attemptNumber, parseRetryAfter(failure.retryAfter, clock.wall()), random())
    return clock.monotonic() + delay < deadline ? delay : undefined
  }
}

/**
 * Checks whether another attempt in the same refresh is useful. If the server rejects the source's own credentials without an error code,
 * no attempt follows: the password may be wrong, and more attempts could lock the account that the credentials belong to.
 */
function isPassing(failure: Failure): boolean {
  return failure.class === 'transient' || (failure.class === 'unusable' && failure.grant === 'obtain' && !isUnexplained(failure))
}

/**
 * Wraps a TypeError, and a value that is not an error, because p-retry makes no retry after these values. Here, only `classify` decides
 * about a retry.
 */
function asRetriable(thrown: unknown, grant: Grant): Error {
  if (thrown instanceof Error && (!(thrown instanceof TypeError) || classify(thrown, grant).class === 'source-error')) return thrown
  return new TokenRequestError(`The token request failed${reasonOf(thrown)}.`, { ...describe(thrown), cause: thrown })
}
