import { retryDelay } from '../policy/backoff.ts'
import { readClock, sleep } from '../lib/clock.ts'
import { StoreError } from '../lib/errors.ts'
import type { CoordinatorEvents } from './events.ts'
import { classify, type Failure } from '../policy/classify-failure.ts'
import { isRejection } from '../policy/after-failed-refresh.ts'
import { type ClaimView, mayFallBack, planGrant } from '../policy/choose-grant.ts'
import { issuedMomentOf } from '../policy/issued-moment.ts'
import { reconcile } from '../policy/reconcile.ts'
import { requestToken } from './request-token.ts'
import { parseRetryAfter } from '../lib/retry-after.ts'
import { readTokenResponse } from '../token/token-response.ts'
import { type Claim, isEndOfSession, type StoredToken } from '../token/stored-token.ts'
import { adoptable } from './adoptable.ts'
import { commitAnswer } from './commit-answer.ts'
import { claimRefreshToken, presentRefreshToken } from './present-refresh-token.ts'
import type { Answer, RefreshContext, RefreshResult } from './refresh-context.ts'
import { tellFailedAttempt } from './tell-failed-attempt.ts'

/** A refresh token can turn out dead, a newer one be found in the store, and that one be dead too. */
const mostRounds = 5
/** How long a source that can obtain waits for the response that another process awaits, ms. */
const longestWait = 2_000
/** How long another process may take to save, ms. */
const lastLook = 250
/** Between two looks at a claim, ms. */
const pollInterval = 200

/**
 * Gets the token that follows `start`: reads the store, chooses a grant, claims the refresh token, asks, saves, and
 * only then hands the token out. Rejects with nothing but the reason of `signal`.
 */
export async function runRefresh(start: StoredToken | undefined, context: RefreshContext): Promise<RefreshResult> {
  let rejected: RejectedRefresh | undefined
  const result = await refreshOrObtain(start, context, (rejection) => (rejected = rejection))
  if (rejected !== undefined) context.emit('refresh-rejected', { ...rejected, followedBy: whatFollows(result) })
  return result
}

type RejectedRefresh = Omit<CoordinatorEvents['refresh-rejected'], 'followedBy'>

function whatFollows(result: RefreshResult): CoordinatorEvents['refresh-rejected']['followedBy'] {
  if (result.kind === 'token') return result.grant === 'refresh' ? 'another refresh' : result.grant
  return result.kind === 'failed' ? 'cooldown' : 'session-end'
}

async function refreshOrObtain(
  start: StoredToken | undefined,
  context: RefreshContext,
  onRejected: (rejected: RejectedRefresh) => void,
): Promise<RefreshResult> {
  const { settings, store, spent, presentations, trust, emit, session, past, signal, stop, isVoid } = context
  const { clock, source } = settings
  const canObtain = source.obtain !== undefined
  const begun = clock.monotonic()
  const commit = (answer: Answer): Promise<RefreshResult | undefined> => commitAnswer(answer, start?.accessToken, context)
  const commitLate = async (answer: Answer): Promise<void> => {
    const result = await commit(answer)
    if (result?.kind === 'cleared' || result?.kind === 'replaced') context.onLate(result)
    // What another process was faster with is found by the next look into the store.
    if (result?.kind === 'token' && result.grant === 'refresh') context.onLate(result)
  }
  let known = start
  let failure: Failure | undefined
  let hasRepeated = false
  let watched: { readonly claim: Claim; readonly since: number } | undefined
  let hasLookedAgain = false
  /** The credentials take the place of a refresh token that the server refused. */
  let isFallback = false
  /** The logout that was there when the refresh began; null: the store has not been read. */
  let oldLogout: number | undefined | null = null

  for (let round = 1; round <= mostRounds; round++) {
    const look = await store.load()
    if (stop.aborted) return stopped()
    const found = look?.found
    const seen = reconcile(session, known, found, spent, past.isLoggedOut)
    if (seen.kind !== 'same') return seen
    const logout = found !== undefined && isEndOfSession(found) ? found : undefined
    if (oldLogout === null) oldLogout = logout?.generation
    // A refresh token that a session was to begin with is from before this logout.
    if (logout !== undefined && logout.generation !== oldLogout && known?.refreshToken !== undefined) return { kind: 'cleared', by: logout }
    const isNews = seen.latest !== start && seen.latest?.accessToken !== start?.accessToken
    const adopted = isNews ? adoptable(seen.latest, settings) : undefined
    if (adopted !== undefined) return adopted
    known = seen.latest
    const revision = (look === undefined ? known?.revision : found?.revision) ?? 0

    // Whatever refresh tokens turn up: in the end, credentials that are right get through.
    const isBypassed = isFallback || (trust.prefersObtain && mayFallBack(source, known?.session))
    const grant = isBypassed || (round === mostRounds && canObtain) ? 'obtain' : planGrant(source, known, viewOfClaim(known))
    if (grant === undefined) {
      // A store that could not be read may hold a session.
      if (look === undefined && known === undefined) return { kind: 'failed', failure: unavailable('The store could not be read.'), known }
      // A refresh token that is dead may be so because another process has refreshed, and is about to save.
      if (failure === undefined || hasLookedAgain || !store.isShared) return { kind: 'no-grant', failure, known }
      hasLookedAgain = true
      await sleep(clock, lastLook, stop).catch(() => {})
      round--
      continue
    }
    if (grant === 'wait') {
      await sleep(clock, pollInterval, stop).catch(() => {})
      round--
      continue
    }
    const claimed =
      grant === 'obtain' || known === undefined ? undefined : await claimRefreshToken(known, revision, look === undefined, context)
    if (claimed === 'conflict') continue
    if (claimed === undefined) {
      const answer = await obtain(known, revision, isFallback ? { ...context, settings: { ...settings, retries: 0 } } : context)
      if ('failure' in answer)
        return { kind: answer.failure.class === 'session-ended' ? 'no-grant' : 'failed', failure: answer.failure, known }
      trust.succeeded('obtain')
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
    const isRepeated = presentations.hasPresented(claimed.refreshToken)
    const presented = await presentRefreshToken(claimed, grant === 'repeat', commitLate, context)
    if (isVoid()) return { kind: 'void' }
    if ('answer' in presented) {
      trust.succeeded('refresh')
      const result = await commit(presented.answer)
      if (result !== undefined) return result
      continue
    }
    ;({ failure, known } = presented)
    if (stop.aborted) return stopped()
    if (presented.hasLostClaim === true) continue
    if (isRejection(failure)) onRejected({ status: failure.status, error: failure.error, isRepeated })
    const after = mayFallBack(source, known.session) ? trust.failed(failure) : undefined
    if (failure.class === 'session-ended') return { kind: 'no-grant', failure, known }
    // Another process may have put a living refresh token in the place of one that is dead.
    if (failure.class === 'invalid-grant') continue
    isFallback = after === 'obtain' || after === 'obtain, keep'
    if (isFallback) continue
    // The connection broke, or no response came in time: the server is not known to be in trouble.
    if (after !== undefined && presented.isInDoubt && failure.status === undefined) continue
    const mayRepeat = presented.isInDoubt && failure.class === 'transient' && !hasRepeated && settings.retries > 0
    if (after !== undefined || !mayRepeat) return { kind: 'failed', failure, known }
    await sleep(clock, retryDelay(1, parseRetryAfter(failure.retryAfter, clock.wall()), settings.random()), stop).catch(() => {})
  }
  // Who comes too late in every round is not without a grant.
  return { kind: 'failed', failure: unavailable(`The record in the store changed ${mostRounds} times during one refresh.`, failure), known }

  function stopped(): RefreshResult {
    if (isVoid() || signal.aborted) return { kind: 'void' }
    return { kind: 'failed', failure: unavailable('The lease was lost.'), known }
  }

  function viewOfClaim(token: StoredToken | undefined): ClaimView {
    const hasWaited = clock.monotonic() - begun >= longestWait
    return { wall: clock.wall(), use: useOf(token), hasWaited, reuseGrace: settings.reuseGrace }
  }

  /** Another process may still save what a refresh token brought: this one's own request for it goes on all the same. */
  function useOf(token: StoredToken | undefined): ClaimView['use'] {
    const claim = token?.claim
    if (presentations.isUnderWay(token?.refreshToken)) return 'under way'
    if (claim === undefined) return 'free'
    const isOver = presentations.isMine(claim) || clock.wall() >= claim.until || watchedFor(claim) >= settings.maxRetryTime
    return isOver ? 'in doubt' : 'under way'
  }

  /** How long this claim has stood here, ms: by clocks that differ, its end may never come. */
  function watchedFor(claim: Claim): number {
    if (watched === undefined || !presentations.isSame(claim, watched.claim)) watched = { claim, since: clock.monotonic() }
    return clock.monotonic() - watched.since
  }
}

function unavailable(message: string, last?: Failure): Failure {
  return { class: 'transient', grant: 'refresh', cause: new StoreError(message, last?.cause) }
}

async function obtain(
  base: StoredToken | undefined,
  revision: number,
  { settings, signal, emit, past: { logouts } }: RefreshContext,
): Promise<Answer | { readonly failure: Failure }> {
  const onFailed = tellFailedAttempt(emit)
  try {
    const { response, sent, attempt } = await requestToken(
      (inner) => settings.source.obtain?.({ signal: inner }),
      'obtain',
      signal,
      settings,
      onFailed,
    )
    const token = readTokenResponse(response, settings.scheme, sent.wall)
    if ('error' in token) {
      const failure = classify(token.error, 'obtain')
      onFailed(failure, attempt)
      return { failure }
    }
    const issued = issuedMomentOf(sent, readClock(settings.clock), token, settings)
    return { grant: 'obtain', token, subject: settings.subject(response), issued, base, revision, logouts }
  } catch (error) {
    signal.throwIfAborted()
    return { failure: classify(error, 'obtain') }
  }
}
