import { retryDelay } from '../backoff.ts'
import { type Clock, type Moment, readClock, sleep } from '../clock.ts'
import { StoreError, TokenRequestError } from '../errors.ts'
import type { Emitter } from '../events.ts'
import { classify, type Failure, systemCodeOf } from '../failure.ts'
import { issuedMoment } from '../held-token.ts'
import { type Grant, planGrant } from '../policy/choose-grant.ts'
import { reconcile, type Reconciled } from '../policy/reconcile.ts'
import { outcomeOf } from '../policy/token-outcome.ts'
import { requestToken, type RetryPolicy } from '../request-token.ts'
import { parseRetryAfter } from '../retry-after.ts'
import type { TokenSource } from '../source.ts'
import type { SpentTokens } from '../spent-tokens.ts'
import { readTokenResponse, type TokenGrant } from '../token-response.ts'
import { isEndOfSession, nextStoredToken, ownSession, type StoredToken, withClaim, withRefreshToken } from '../token/stored-token.ts'
import { withinTime } from '../time-limit.ts'
import { deadlinesFrom, divideLifetime, phaseAt, type WindowPolicy } from '../windows.ts'
import type { Presentations } from './presentations.ts'
import type { ResilientStore } from './resilient-store.ts'

/** How a refresh ended. */
export type RefreshResult =
  | { readonly kind: 'token'; readonly stored: StoredToken; readonly issued: Moment; readonly grant: Grant | 'store' }
  /** `known`: what the last token is now known to be, as its refresh token may have been spent or replaced. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly known: StoredToken | undefined }
  /** Nor can there be a token. The failure is absent where nothing could even be tried. */
  | { readonly kind: 'no-grant'; readonly failure: Failure | undefined; readonly known: StoredToken | undefined }
  | Exclude<Reconciled, { readonly kind: 'same' }>
  /** The session is over, or nobody waits any more: nothing follows from it. */
  | { readonly kind: 'void' }

export interface RefreshSettings extends RetryPolicy, WindowPolicy {
  readonly source: TokenSource
  readonly scheme: string
  readonly subject: (response: unknown) => string | undefined
  readonly reuseGrace: number
}

/** What one refresh works with. */
export interface RefreshContext {
  readonly settings: RefreshSettings
  readonly store: ResilientStore
  readonly spent: SpentTokens
  readonly presentations: Presentations
  readonly emit: Emitter['emit']
  /** Id of the session; undefined where no token has begun it yet. */
  readonly session: string | undefined
  /** The session that ended last: its name is not given again. */
  readonly ended: string | undefined
  /** The highest generation that the coordinator has seen. */
  readonly lastGeneration: number
  /** Nobody waits any more: an `obtain` is aborted, and nothing new is begun. */
  readonly signal: AbortSignal
  /** Nothing new is begun. A request with a refresh token is seen through all the same. */
  readonly stop: AbortSignal
  /** Is the session over, so that a response must be dropped? */
  readonly isVoid: () => boolean
  /** Notes work that goes on when the refresh has ended. */
  readonly track: (work: Promise<unknown>) => void
}

/** A response that was read, and the record that it was asked on. */
interface Answer {
  readonly grant: Grant
  readonly token: TokenGrant
  readonly subject: string | undefined
  readonly issued: Moment
  readonly base: StoredToken | undefined
  /** The store's revision then. */
  readonly revision: number
}

/** A refresh token can turn out dead, a newer one be found in the store, and that one be dead too. */
const mostRounds = 5
/** How long a source that can obtain waits for the response that another process awaits, ms. */
const longestWait = 2_000
/** Between two looks at a claim, ms. */
const pollInterval = 200

/**
 * Gets the token that follows `start`: reads the store, chooses a grant, claims the refresh token, asks, saves, and
 * only then hands the token out. Rejects with nothing but the reason of `signal`.
 */
export async function runRefresh(start: StoredToken | undefined, context: RefreshContext): Promise<RefreshResult> {
  const { settings, store, spent, presentations, emit, session, stop, isVoid, track } = context
  const { clock, source } = settings
  const waitedSince = clock.monotonic()
  const isWanted = (): boolean => !isVoid()
  let known = start
  let failure: Failure | undefined
  let hasRepeated = false
  /** The logout that was there when the refresh began. */
  let oldLogout: number | undefined

  for (let round = 1; round <= mostRounds; round++) {
    const look = await store.load()
    if (stop.aborted) return stopped()
    const seen = reconcile(session, known, look?.found, spent)
    if (seen.kind !== 'same') return seen
    const logout = look?.found !== undefined && isEndOfSession(look.found) ? look.found.generation : undefined
    if (round === 1) oldLogout = logout
    // A refresh token that a session was to begin with is from before this logout.
    if (logout !== oldLogout && logout !== undefined && known?.refreshToken !== undefined) return { kind: 'cleared' }
    if (seen.latest !== start && seen.latest?.accessToken !== start?.accessToken) {
      const adopted = adoptable(seen.latest, settings)
      if (adopted !== undefined) return adopted
    }
    known = seen.latest
    const revision = look === undefined ? (known?.revision ?? 0) : (look.found?.revision ?? 0)

    const plan = planGrant(source, known, viewOfClaim(known))
    // Whatever refresh tokens turn up: in the end, credentials that are right get through.
    const grant = round === mostRounds && source.obtain !== undefined ? 'obtain' : plan
    if (grant === undefined) break
    if (grant === 'wait') {
      await sleep(clock, pollInterval, stop).catch(() => {})
      round--
      continue
    }
    const claimed = grant === 'obtain' ? undefined : await claim(known!, revision, look === undefined)
    if (claimed === 'conflict') continue
    if (claimed === undefined) {
      const answer = await obtain(known, revision)
      if ('failure' in answer) return { kind: 'failed', failure: answer.failure, known }
      const result = await commit(answer)
      if (result !== undefined) return result
      continue
    }
    if (grant === 'repeat') {
      hasRepeated = true
      emit('refresh-outcome-unknown', { attempt: presentations.count })
      // The event is told before the token leaves.
      await Promise.resolve()
    }
    const presented = await presentInTime(claimed, grant === 'repeat')
    if (isVoid()) return { kind: 'void' }
    if ('answer' in presented) {
      const result = await commit(presented.answer)
      if (result !== undefined) return result
      continue
    }
    ;({ failure } = presented)
    known = presented.known
    if (stop.aborted) return stopped()
    if (failure.class === 'invalid-grant' || (presented.isInDoubt && source.obtain !== undefined)) continue
    if (!presented.isInDoubt || hasRepeated || settings.retries === 0 || failure.class !== 'transient') return { kind: 'failed', failure, known }
    await sleep(clock, retryDelay(1, parseRetryAfter(failure.retryAfter, clock.wall()), settings.random()), stop).catch(() => {})
  }
  return { kind: 'no-grant', failure, known }

  function stopped(): RefreshResult {
    if (isVoid() || context.signal.aborted) return { kind: 'void' }
    return { kind: 'failed', failure: { class: 'transient', cause: new StoreError('The lease was lost.') }, known }
  }

  function viewOfClaim(token: StoredToken | undefined) {
    const waited = clock.monotonic() - waitedSince
    const wall = clock.wall()
    const current = token?.claim
    const isOver = current !== undefined && (presentations.hasEnded(current) ?? (wall >= current.until || waited >= settings.maxRetryTime))
    return { wall, isOver, hasWaited: waited >= longestWait, reuseGrace: settings.reuseGrace }
  }

  async function obtain(base: StoredToken | undefined, revision: number): Promise<Answer | { readonly failure: Failure }> {
    try {
      const { response, sent } = await requestToken((signal) => source.obtain?.({ signal }), 'obtain', context.signal, settings)
      const token = readTokenResponse(response, settings.scheme, sent.wall)
      if ('error' in token) throw token.error
      return { grant: 'obtain', token, subject: settings.subject(response), issued: sent, base, revision }
    } catch (error) {
      context.signal.throwIfAborted()
      return { failure: classify(error, 'obtain') }
    }
  }

  /**
   * Only the winner of this compare-and-set hands the refresh token to the source. Where the store fails, another
   * process may present the token as well.
   *
   * @returns undefined where the store failed and the source can do without the refresh token
   */
  async function claim(token: StoredToken, revision: number, isAway: boolean): Promise<StoredToken | 'conflict' | undefined> {
    const claimed = withClaim(token, presentations.next(clock.wall(), settings.maxRetryTime))
    const saved = isAway ? 'failed' : await store.save(claimed, revision, isWanted)
    if (saved === 'conflict') return 'conflict'
    if (saved === 'saved') return { ...claimed, revision: revision + 1 }
    return source.obtain === undefined ? { ...claimed, revision } : undefined
  }

  type Presented =
    | { readonly answer: Answer }
    | { readonly failure: Failure; readonly known: StoredToken; readonly isInDoubt: boolean }

  /**
   * A source that can obtain does not wait for a response longer than `refreshTimeout`. The request is seen through all
   * the same: the response is saved as long as the claim stands.
   */
  async function presentInTime(claimed: StoredToken, isRepeat: boolean): Promise<Presented> {
    const patience = new AbortController()
    const presented = present(claimed, isRepeat, AbortSignal.any([stop, patience.signal]))
    if (source.obtain === undefined) return presented
    const { refreshTimeout } = settings
    const late = (): Error => new TokenRequestError(`The token request took longer than ${refreshTimeout} ms.`)
    try {
      return await withinTime(() => presented, refreshTimeout, clock, late)
    } catch (error) {
      patience.abort()
      track(presented.then((end) => ('answer' in end && !isVoid() ? commit(end.answer) : undefined)))
      return { failure: classify(error, 'refresh'), known: claimed, isInDoubt: true }
    }
  }

  /** @param noMore - once it aborts, the request is not tried again */
  async function present(claimed: StoredToken, isRepeat: boolean, noMore: AbortSignal): Promise<Presented> {
    const refreshToken = claimed.refreshToken!
    let hasLeft = false
    const ask = (signal: AbortSignal): Promise<unknown> | undefined => {
      noMore.throwIfAborted()
      hasLeft = true
      return source.refresh?.(refreshToken, { signal })
    }
    try {
      const { response, sent } = await presentations.during(claimed.claim!, () => requestToken(ask, 'refresh', noMore, settings))
      const token = readTokenResponse(response, settings.scheme, sent.wall)
      const isRotated = token.refreshToken !== undefined && token.refreshToken !== refreshToken
      if (isRotated) spent.add(refreshToken)
      if (!('error' in token)) return { answer: { grant: 'refresh', token, subject: settings.subject(response), issued: sent, base: claimed, revision: claimed.revision } }
      // Even where the response is unusable, the refresh token in it has taken the place of the one that was sent.
      const unusable = classify(token.error, 'refresh')
      if (isRotated) return { failure: unusable, known: await settleClaim(withRefreshToken(claimed, token.refreshToken)), isInDoubt: false }
      return settleFailure(claimed, isRepeat, unusable, token.error)
    } catch (error) {
      const failed = classify(error, 'refresh')
      if (!hasLeft && !isRepeat) return { failure: failed, known: await settleClaim(withClaim(claimed, undefined)), isInDoubt: false }
      return settleFailure(claimed, isRepeat, failed, error)
    }
  }

  async function settleFailure(claimed: StoredToken, isRepeat: boolean, failed: Failure, error: unknown): Promise<Presented> {
    if (failed.class === 'invalid-grant') {
      spent.add(claimed.refreshToken!)
      return { failure: failed, known: await settleClaim(withRefreshToken(claimed, undefined)), isInDoubt: false }
    }
    // A second use that the server refused without a look at the token says nothing of the first one.
    if (isRepeat || outcomeOf(failed, systemCodeOf(error)) === 'unknown') return { failure: failed, known: claimed, isInDoubt: true }
    return { failure: failed, known: await settleClaim(withClaim(claimed, undefined)), isInDoubt: false }
  }

  /** Records what has become of a claimed refresh token, where the claim still stands. */
  async function settleClaim(next: StoredToken): Promise<StoredToken> {
    if (isVoid()) return next
    const saved = await store.save(next, next.revision, isWanted)
    if (saved === 'failed' && !isVoid()) store.owe(next, next.revision)
    return saved === 'saved' ? { ...next, revision: next.revision + 1 } : next
  }

  /**
   * Saves first, so that a rotated refresh token is safe before anyone uses the access token that came with it.
   *
   * @returns undefined where the response is not to be used, and the store has to be read again
   */
  async function commit(answer: Answer): Promise<RefreshResult | undefined> {
    let { base, revision } = answer
    for (let round = 1; round <= mostRounds; round++) {
      const next = recordOf(answer, base)
      const saved = await store.save(next, revision, isWanted)
      if (isVoid()) return { kind: 'void' }
      if (saved === 'failed') store.owe(next, revision)
      if (saved !== 'conflict') return { kind: 'token', stored: { ...next, revision: saved === 'saved' ? revision + 1 : revision }, issued: answer.issued, grant: answer.grant }

      const look = await store.load()
      if (isVoid()) return { kind: 'void' }
      const found = look?.found
      if (found === undefined) {
        revision = 0
        continue
      }
      const seen = reconcile(session, undefined, found, spent)
      if (seen.kind !== 'same') return seen
      if (isEndOfSession(found)) return undefined
      if (answer.grant === 'refresh' ? !presentations.isOwn(found.claim, answer.base?.claim) : isNewer(found, base)) {
        return found.accessToken === start?.accessToken ? undefined : adoptable(found, settings)
      }
      if (isNewer(found, base)) {
        // A login of the same session meanwhile: its token stays, with the refresh token that came.
        const rotated = await settleClaim(withRefreshToken(found, answer.token.refreshToken ?? found.refreshToken))
        return adoptable(rotated, settings)
      }
      base = found
      ;({ revision } = found)
    }
    const next = recordOf(answer, base)
    store.owe(next, revision)
    return { kind: 'token', stored: next, issued: answer.issued, grant: answer.grant }
  }

  /** Another subject than before is another session, of which nothing is kept. */
  function recordOf({ grant, token, subject, issued }: Answer, given: StoredToken | undefined): StoredToken {
    // What is obtained anew has nothing to do with a refresh token that was dead or in doubt.
    const base = given !== undefined && grant === 'obtain' ? withRefreshToken(given, undefined) : given
    const generation = Math.max(context.lastGeneration, base?.generation ?? 0) + 1
    const isOther = subject !== undefined && base?.subject !== undefined && subject !== base.subject
    const begins = given === undefined || base === undefined || isEndOfSession(given) || isOther
    const { session: id, sessionStart } = begins
      ? { session: isOther ? `own-${generation}` : (session ?? nameAfter(given, context.ended, context.lastGeneration)), sessionStart: issued.wall }
      : base
    const next = nextStoredToken(token, begins ? undefined : base, { session: id, sessionStart, generation, issuedAt: issued.wall, subject })
    return withClaim(next, undefined)
  }
}

/** Where the store has not taken a logout yet, its generation names the session after it all the same. */
function nameAfter(logout: StoredToken | undefined, ended: string | undefined, lastGeneration: number): string {
  const name = ownSession(logout)
  return name === ended ? `own-${lastGeneration}` : name
}

function isNewer(found: StoredToken, base: StoredToken | undefined): boolean {
  return found.generation > (base?.generation ?? 0)
}

/** A token from the store, if it is good by this process's clocks. */
export function adoptable(
  stored: StoredToken | undefined,
  settings: { readonly clock: Clock } & WindowPolicy,
): Extract<RefreshResult, { kind: 'token' }> | undefined {
  if (stored === undefined || stored.accessToken === '') return undefined
  const now = readClock(settings.clock)
  const issued = issuedMoment(stored, now)
  const deadlines = deadlinesFrom(issued, divideLifetime(stored.lifetime, stored.refreshIn, settings))
  const isExpired = phaseAt(deadlines, now.wall, now.monotonic) === 'expired'
  return isExpired ? undefined : { kind: 'token', stored, issued, grant: 'store' }
}
