import { anySignal, throwIfAborted } from '../lib/abort.ts'
import { readClock } from '../lib/clock.ts'
import { StoreError, TokenRequestError } from '../lib/errors.ts'
import { classify, type Failure, systemCodeOf } from '../policy/classify-failure.ts'
import { issuedMomentOf } from '../policy/issued-moment.ts'
import { afterFailedRefresh } from '../policy/after-failed-refresh.ts'
import { mayFallBack } from '../policy/choose-grant.ts'
import { outcomeOf } from '../policy/token-outcome.ts'
import { type OnFailedAttempt, requestToken } from './request-token.ts'
import { withinTime } from '../lib/with-timeout.ts'
import { readTokenResponse } from '../token/token-response.ts'
import { type StoredToken, withClaim, withRefreshToken } from '../token/stored-token.ts'
import type { ReadResponse, RefreshContext } from './refresh-context.ts'
import { settleClaim } from './settle-claim.ts'
import { tellFailedAttempt } from './tell-failed-attempt.ts'

/** The result of a token request with a refresh token: the response, or the failure. */
export type Presented = { readonly kind: 'response'; readonly response: ReadResponse } | FailedRefresh

export interface FailedRefresh {
  readonly kind: 'failed'
  readonly failure: Failure
  readonly latest: StoredToken
  /** True: the failure does not show whether the server has used the refresh token. */
  readonly isInDoubt: boolean
  /**
   * True: another process has written, and the store no longer has this coordinator's claim. The store must be read again. A claim is the
   * note that a coordinator presents the refresh token.
   */
  readonly hasLostClaim?: boolean
}

/**
 * Saves a claim by compare-and-set: the note that this coordinator presents the refresh token. Only the process whose save succeeds passes
 * the token to the source. If the store fails, the token is passed without a saved claim only if the store's `mayGoOn` is true.
 *
 * @param isAway - true: the last read of the store failed, so no save is tried
 * @returns the record with the claim. `conflict`: another process has written. `obtain`, `away`: the store failed, and the refresh token
 * must not be presented. With `obtain`, the source's own credentials can be used instead
 */
export async function claimRefreshToken(
  token: StoredToken,
  revision: number,
  isAway: boolean,
  { settings, store, presentations, isVoid, emit }: RefreshContext,
): Promise<StoredToken | 'conflict' | 'obtain' | 'away'> {
  const claimed = withClaim(token, presentations.next(settings.clock.wall(), settings.maxRetryTime))
  const saved = isAway ? 'failed' : await store.save(claimed, revision, () => !isVoid())
  if (saved === 'conflict') return 'conflict'
  if (saved === 'saved') return { ...claimed, revision: revision + 1 }
  if (mayFallBack(settings.source, token.session)) return 'obtain'
  if (!store.mayGoOn) return 'away'
  emit('claim-skipped', { attempt: presentations.count })
  return { ...claimed, revision }
}

/**
 * Requests a token with a claimed refresh token. If the source's own credentials can be used instead (`obtain`), the wait for the response
 * ends after `refreshTimeout`. The request still completes.
 *
 * @param isRepeat - true: an earlier request may have presented the refresh token, and its outcome is unknown
 * @param onLate - called with a response that comes after the wait for the response has ended
 */
export async function presentRefreshToken(
  claimed: StoredToken,
  isRepeat: boolean,
  onLate: (response: ReadResponse) => Promise<unknown>,
  context: RefreshContext,
): Promise<Presented> {
  const { settings, stop, isVoid, work } = context
  const { clock, source, refreshTimeout } = settings
  if (!mayFallBack(source, claimed.session)) return present(claimed, isRepeat, stop, context)
  const patience = new AbortController()
  const presented = present(claimed, isRepeat, anySignal([stop, patience.signal]), context)
  const expired = (): Error => new TokenRequestError(`The token request took longer than ${refreshTimeout} ms.`)
  try {
    return await withinTime(() => presented, refreshTimeout, clock, expired)
  } catch (error) {
    patience.abort()
    void work.track(presented.then((end) => (end.kind === 'response' && !isVoid() ? onLate(end.response) : undefined)))
    return { kind: 'failed', failure: classify(error, 'refresh'), latest: claimed, isInDoubt: true }
  }
}

/**
 * Maximum time from the claim of a refresh token to the token request, ms. After this time, the store is read first, because another
 * process may have taken over the claim.
 */
const longestHandOver = 1_000

/** @param noMore - once this signal aborts, no further attempt is sent */
async function present(claimed: StoredToken, isRepeat: boolean, noMore: AbortSignal, context: RefreshContext): Promise<Presented> {
  const { settings, store, presentations, spent, emit } = context
  const { refreshToken, revision, claim } = claimed
  if (refreshToken === undefined || claim === undefined) throw new StoreError('The record holds no claimed refresh token.')
  const { logoutsMeanwhile } = context.past()
  /** Number of requests that were sent with the refresh token. */
  let left = 0
  let hasLostClaim = false
  const tell = tellFailedAttempt(emit)
  const ask = async (signal: AbortSignal): Promise<unknown> => {
    // Another process may have taken over the claim between two attempts, or while this process was paused.
    if (left > 0 || settings.clock.wall() - claim.at > longestHandOver) {
      const loaded = await store.tryLoad()
      hasLostClaim = loaded?.fromStore !== undefined && !presentations.isSame(loaded.fromStore.claim, claimed.claim)
      if (hasLostClaim) throw new StoreError('Another process has claimed the refresh token.')
    }
    throwIfAborted(noMore)
    // The time limit of this attempt may have passed during the read of the store.
    throwIfAborted(signal)
    left++
    return settings.source.refresh?.(refreshToken, { signal })
  }
  try {
    // If an attempt ended before its request was sent, no token request has failed, so no event is emitted.
    const onFailed: OnFailedAttempt = (failure, attempt, retryIn) => (attempt === left ? tell(failure, attempt, retryIn) : undefined)
    const { response, sent, attempt } = await presentations.during(refreshToken, () =>
      requestToken(ask, 'refresh', noMore, settings, onFailed),
    )
    const token = readTokenResponse(response, settings.scheme, sent.wall)
    const isRotated = token.refreshToken !== undefined && token.refreshToken !== refreshToken
    if (isRotated) spent.add(refreshToken)
    if (!('error' in token)) {
      const issued = issuedMomentOf(sent, readClock(settings.clock), token, settings)
      const subject = settings.subject(response)
      return { kind: 'response', response: { grant: 'refresh', token, subject, issued, base: claimed, revision, logoutsMeanwhile } }
    }
    tell(classify(token.error, 'refresh'), attempt)
    // Even if the response is unusable, its refresh token has replaced the refresh token that was sent.
    if (isRotated) return settled(classify(token.error, 'refresh'), withRefreshToken(claimed, token.refreshToken), context)
    return await settleFailure(claimed, isRepeat, token.error, context)
  } catch (error) {
    if (hasLostClaim) return { kind: 'failed', failure: classify(error, 'refresh'), latest: claimed, isInDoubt: true, hasLostClaim }
    if (left === 0 && !isRepeat) return settled(classify(error, 'refresh'), withClaim(claimed, undefined), context)
    return settleFailure(claimed, isRepeat, error, context)
  }
}

async function settleFailure(claimed: StoredToken, isRepeat: boolean, error: unknown, context: RefreshContext): Promise<Presented> {
  const failure = classify(error, 'refresh')
  const isOver = failure.class === 'invalid-grant' || failure.class === 'session-ended'
  const isUseless = isOver || (mayFallBack(context.settings.source, claimed.session) && afterFailedRefresh(failure) === 'obtain')
  if (isUseless) {
    if (claimed.refreshToken !== undefined) context.spent.add(claimed.refreshToken)
    return settled(failure, withRefreshToken(claimed, undefined), context)
  }
  // If a repetition fails, this does not show whether the server used the refresh token the first time. That outcome stays unknown.
  if (isRepeat || outcomeOf(failure, systemCodeOf(error)) === 'unknown')
    return { kind: 'failed', failure, latest: claimed, isInDoubt: true }
  return settled(failure, withClaim(claimed, undefined), context)
}

async function settled(failure: Failure, next: StoredToken, context: RefreshContext): Promise<Presented> {
  return { kind: 'failed', failure, latest: await settleClaim(next, context), isInDoubt: false }
}
