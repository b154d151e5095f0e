import { sleep } from '../lib/clock.ts'
import { parseRetryAfter } from '../lib/retry-after.ts'
import { isRejection } from '../policy/after-failed-refresh.ts'
import { retryDelay } from '../policy/backoff.ts'
import { type GrantPlan, mayFallBack, planGrant } from '../policy/choose-grant.ts'
import type { Failure } from '../policy/classify-failure.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { type ClaimWatch, createClaimWatch } from './claim-watch.ts'
import { loadLatest } from './load-latest.ts'
import { obtainToken } from './obtain-token.ts'
import { claimRefreshToken, presentRefreshToken, type FailedRefresh } from './present-refresh-token.ts'
import type { ReadResponse, RefreshContext, RefreshResult } from './refresh-context.ts'
import {
  type LatestToken,
  mostRounds,
  type Progress,
  startOf,
  type Step,
  stopped,
  tooManyRounds,
  unavailable,
  whatFollows,
} from './refresh-progress.ts'
import { saveResponse } from './save-response.ts'

/** Wait before a refresh that has no grant left reads the store once more, ms. Another process may save its token in this time. */
const lastLook = 250

/**
 * Gets the token that replaces `start`. Each round reads the store, chooses a grant, requests a token and saves the token. Before a refresh
 * token is presented, a claim is saved: the note that this coordinator presents the token. The new token is returned only after the save.
 * Rejects only with the reason of `signal`.
 */
export async function runRefresh(start: StoredToken | undefined, context: RefreshContext): Promise<RefreshResult> {
  const watch = createClaimWatch(context)
  let progress = startOf(start)
  let result: RefreshResult | undefined
  while (result === undefined) {
    const step = await takeStep(progress, watch, context)
    progress = step.progress
    if (step.kind === 'done') ({ result } = step)
    else if (progress.round > mostRounds) result = tooManyRounds(progress)
  }
  if (progress.rejection !== undefined) context.emit('refresh-rejected', { ...progress.rejection, followedBy: whatFollows(result) })
  return result
}

async function takeStep(before: Progress, watch: ClaimWatch, context: RefreshContext): Promise<Step> {
  const loaded = await loadLatest(before, context)
  if (loaded.kind === 'done') return loaded
  const { latest, progress } = loaded
  const plan = planFor(latest, progress, watch, context)
  switch (plan) {
    case undefined:
      return withoutGrant(latest, progress, context)
    case 'wait':
      return waitFor(watch.nextWait(), progress, context)
    case 'obtain':
      return obtain(latest, progress, context)
    case 'refresh':
    case 'repeat':
      return refresh(latest, plan === 'repeat', progress, context)
  }
}

function planFor({ token }: LatestToken, { isFallback, round }: Progress, watch: ClaimWatch, context: RefreshContext): GrantPlan {
  const { reliability, settings } = context
  const { source } = settings
  const isBypassed = isFallback || (reliability.prefersObtain && mayFallBack(source, token?.session))
  // In the last round, a source that can obtain does so, and ignores the refresh tokens in the store.
  const isLastChance = round === mostRounds && source.obtain !== undefined
  return isBypassed || isLastChance ? 'obtain' : planGrant(source, token, watch.viewOf(token))
}

async function withoutGrant({ token, isAway }: LatestToken, progress: Progress, context: RefreshContext): Promise<Step> {
  const { failure, hasLookedAgain } = progress
  // A store that could not be read may hold a session.
  if (isAway && token === undefined) return failed(unavailable('The store could not be read.'), progress)
  // The refresh token may be invalid because another process has refreshed and will save soon.
  const mayAppear = failure !== undefined && !hasLookedAgain && context.store.isShared
  if (mayAppear) return waitFor(lastLook, { ...progress, hasLookedAgain: true }, context)
  return { kind: 'done', progress, result: { kind: 'no-grant', failure, latest: token } }
}

/** Waits for a delay, or until another process has saved a record. The next step then loads the record again. A wait is not a round. */
async function waitFor(ms: number, progress: Progress, { store, stop }: RefreshContext): Promise<Step> {
  await store.waitForChange(ms, stop)
  return { kind: 'again', progress }
}

async function obtain({ token, revision }: LatestToken, progress: Progress, context: RefreshContext): Promise<Step> {
  // The retries were already used for the refresh token that the credentials replace.
  const retries = progress.isFallback ? 0 : context.settings.retries
  const obtained = await obtainToken(token, revision, retries, context)
  if (obtained.kind === 'response') return save(obtained.response, progress, context)
  const { failure } = obtained
  const kind = failure.class === 'session-ended' ? 'no-grant' : 'failed'
  return { kind: 'done', progress, result: { kind, failure, latest: token } }
}

async function refresh(latest: LatestToken, isRepeat: boolean, progress: Progress, context: RefreshContext): Promise<Step> {
  const { emit, presentations, isVoid } = context
  const claimed = latest.token === undefined ? 'obtain' : await claimRefreshToken(latest.token, latest.revision, latest.isAway, context)
  if (claimed === 'conflict') return nextRound(progress)
  if (claimed === 'obtain') return obtain(latest, progress, context)
  if (claimed === 'away') return failed(unavailable('The store is away, and a refresh token needs its claim.'), progress)
  if (isRepeat) {
    emit('refresh-outcome-unknown', { attempt: presentations.count })
    // Listeners run before the token is sent.
    await Promise.resolve()
  }
  const isRepeated = presentations.hasPresented(claimed.refreshToken)
  const onLate = (response: ReadResponse): Promise<void> => saveLate(response, progress, context)
  const presented = await presentRefreshToken(claimed, isRepeat, onLate, context)
  if (isVoid()) return { kind: 'done', progress, result: { kind: 'void' } }
  const next = { ...progress, hasRepeated: progress.hasRepeated || isRepeat }
  if (presented.kind === 'response') return save(presented.response, next, context)
  return afterFailure(presented, isRepeated, { ...next, latest: presented.latest, failure: presented.failure }, context)
}

async function afterFailure(presented: FailedRefresh, isRepeated: boolean, before: Progress, context: RefreshContext): Promise<Step> {
  const { settings, stop, reliability } = context
  const { failure, latest, isInDoubt } = presented
  if (stop.aborted) return { kind: 'done', progress: before, result: stopped(latest, context) }
  if (presented.hasLostClaim === true) return nextRound(before)
  const rejection = isRejection(failure) ? { status: failure.status, error: failure.error, isRepeated } : before.rejection
  const progress = { ...before, rejection }
  const after = mayFallBack(settings.source, latest.session) ? reliability.failed(failure) : undefined
  if (failure.class === 'session-ended') return { kind: 'done', progress, result: { kind: 'no-grant', failure, latest } }
  // Another process may have replaced the invalid refresh token with a valid refresh token.
  if (failure.class === 'invalid-grant') return nextRound(progress)
  const isFallback = after === 'obtain' || after === 'obtain, keep'
  // The connection broke, or no response came in time. This does not show that the server has a problem.
  const isServerFine = after !== undefined && isInDoubt && failure.status === undefined
  if (isFallback || isServerFine) return nextRound({ ...progress, isFallback })
  const mayRepeat = after === undefined && isInDoubt && failure.class === 'transient' && !progress.hasRepeated && settings.retries > 0
  if (!mayRepeat) return failed(failure, progress)
  const delay = retryDelay(1, parseRetryAfter(failure.retryAfter, settings.clock.wall()), settings.random())
  await sleep(settings.clock, delay, stop).catch(() => {})
  return nextRound({ ...progress, isFallback })
}

async function save(response: ReadResponse, progress: Progress, context: RefreshContext): Promise<Step> {
  context.reliability.succeeded(response.grant)
  const result = await saveResponse(response, progress.start?.accessToken, context)
  return result === undefined ? nextRound(progress) : { kind: 'done', progress, result }
}

async function saveLate(response: ReadResponse, { start }: Progress, context: RefreshContext): Promise<void> {
  const result = await saveResponse(response, start?.accessToken, context)
  if (result?.kind === 'cleared' || result?.kind === 'replaced') context.onLate(result)
  // If another process was faster, the next read of the store finds its token.
  if (result?.kind === 'token' && result.grant === 'refresh') context.onLate(result)
}

function nextRound(progress: Progress): Step {
  return { kind: 'again', progress: { ...progress, round: progress.round + 1 } }
}

function failed(failure: Failure, progress: Progress): Step {
  return { kind: 'done', progress, result: { kind: 'failed', failure, latest: progress.latest } }
}
