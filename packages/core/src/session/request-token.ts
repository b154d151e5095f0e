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

/** Bounds of one token request with its retries. */
export interface RetryPolicy {
  readonly clock: Clock
  readonly runs: SourceCalls
  readonly random: () => number
  /** Longest that one attempt may take, ms. */
  readonly refreshTimeout: number
  /** Most attempts after the first. */
  readonly retries: number
  /** Longest that all attempts and the delays between them may take, ms. */
  readonly maxRetryTime: number
}

/** What a token request gave, and when the attempt that gave it was sent. */
export interface SourceResponse {
  readonly response: unknown
  readonly sent: Moment
  /** Which attempt it was; 1: the first. */
  readonly attempt: number
}

/** Told of each attempt that failed. `retryIn`: ms until the next one; undefined: none follows. */
export type OnFailedAttempt = (failure: Failure, attempt: number, retryIn?: number) => void

/**
 * Asks for a token, and again after a passing trouble, until the policy's bounds are met. A request that carries a
 * refresh token is seen through up to `maxRetryTime`, whatever `stop` says, and made again only where the server
 * surely has not used the token.
 *
 * @param stop - no further attempt is made once it aborts; without a refresh token the present one is aborted, too
 * @throws whatever the last attempt threw, or the reason of `stop`
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

  // The delays are ours (`minTimeout: 0`), so that they follow Retry-After and the injected clock.
  return pRetry(attempt, {
    retries,
    minTimeout: 0,
    ...(!isSeenThrough && { signal: stop }),
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

  /** Undefined where the next attempt would begin too late. */
  function delayBefore(failure: Failure, attemptNumber: number): number | undefined {
    const delay = retryDelay(attemptNumber, parseRetryAfter(failure.retryAfter, clock.wall()), random())
    return clock.monotonic() + delay < deadline ? delay : undefined
  }
}

/** Is the request worth another attempt in the same refresh? Unexplained refusals of credentials get accounts locked. */
function isPassing(failure: Failure): boolean {
  return failure.class === 'transient' || (failure.class === 'unusable' && failure.grant === 'obtain' && !isUnexplained(failure))
}

/** p-retry gives up on a TypeError and on what is no error; the decision whether to retry is `classify`'s alone. */
function asRetriable(thrown: unknown, grant: Grant): Error {
  if (thrown instanceof Error && (!(thrown instanceof TypeError) || classify(thrown, grant).class === 'source-error')) return thrown
  return new TokenRequestError(`The token request failed${reasonOf(thrown)}.`, { ...describe(thrown), cause: thrown })
}
