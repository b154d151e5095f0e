import { anySignal } from '../lib/abort.ts'
import { type EverbearerError, SessionEndedError, TokenUnavailableError } from '../lib/errors.ts'
import { readClock } from '../lib/clock.ts'
import { chooseGrant, mayFallBack } from '../policy/choose-grant.ts'
import { classify, type Failure } from '../policy/classify-failure.ts'
import { cooldownAfter, cooldownError } from '../policy/cooldown.ts'
import { endCauseOf, endWithoutGrant } from '../policy/sign-in.ts'
import { firstStoredToken, type StoredToken } from '../token/stored-token.ts'
import type { RefreshReason } from './refresh-events.ts'
import type { NewToken, RefreshResult, SessionOver } from './refresh-context.ts'
import { compareWithStore } from './load-latest.ts'
import { unavailable } from './refresh-progress.ts'
import { runRefresh } from './run-refresh.ts'
import type { SessionParts } from './session-parts.ts'
import { createFlight } from './single-flight.ts'
import { cooldownOf, type Refresh, type RefreshSettlement, refreshOf, sessionIdOf, storedTokenOf } from './state.ts'
import type { StoreSync } from './sync-from-store.ts'

/** Maximum number of leases (rights to refresh) of one refresh. After a lost lease, the refresh begins again with another lease. */
const mostLeases = 5

/** Facts that every event of a refresh has. */
interface RefreshFacts {
  readonly reason: RefreshReason
  /** Duration of the refresh, ms. */
  readonly duration: number
  readonly waiters: number
}

/** Starts refreshes of a session, and applies their results. */
export interface Refreshes {
  /** Starts a refresh. No other refresh may be in progress. */
  start(reason: RefreshReason): Refresh
  /** Checks whether the source can request a new token, with the refresh token or with its own credentials. */
  canRefresh(): boolean
}

export function createRefreshes(parts: SessionParts, sync: StoreSync): Refreshes {
  const { driver, settings, store, work, emit } = parts
  const { clock, source } = settings
  return { start, canRefresh }

  function canRefresh(): boolean {
    return chooseGrant(source, storedTokenOf(driver.state), clock.wall()) !== undefined
  }

  function start(reason: RefreshReason): Refresh {
    const begun = clock.monotonic()
    const { session, past } = driver.state
    const { identity } = session
    const id = sessionIdOf(driver.state)
    const elapsed = (): number => Math.round(clock.monotonic() - begun)
    const factsNow = (): RefreshFacts => ({ reason, duration: elapsed(), waiters: refresh.waiters })
    // If this session has ended or another session has begun meanwhile, the token of this refresh belongs to no session.
    const isVoid = (): boolean => driver.state.past.lastSession !== past.lastSession || (identity.endReason ?? 'disposed') !== 'disposed'

    const refresh: Refresh = createFlight((signal) => work.track(run(signal)), {
      onCrash: (error) => settle({ kind: 'failed', failure: classify(error, 'obtain'), latest: storedTokenOf(driver.state) }),
      onJoin: () => emit('waiting', { reason, elapsed: elapsed() }),
      onSettle: () => emit('refresh-superseded', factsNow()),
    })
    driver.dispatch({ kind: 'refresh-started', refresh })
    return refresh

    async function run(signal: AbortSignal): Promise<RefreshSettlement> {
      for (let lease = 1; ; lease++) {
        const result = await runWithLease(signal)
        if (result.kind !== 'lease-lost' || lease === mostLeases) return settle(result)
      }
    }

    async function runWithLease(signal: AbortSignal): Promise<RefreshResult> {
      const known = knownToken()
      const context = { ...parts.refreshing, session: id, isVoid, onLate, isServing: () => driver.usableToken() !== undefined }
      const isOver = (fromStore: StoredToken | undefined): boolean =>
        compareWithStore(fromStore, { start: known, latest: known }, context).kind !== 'none'
      const longest = mayFallBack(source, known?.session) ? store.leaseWait : settings.maxRetryTime
      const lease = await store.lease(signal, { longest, isOver })
      const end = new AbortController()
      try {
        if (signal.aborted) return { kind: 'void' }
        const stop = lease === undefined ? signal : anySignal([signal, lease.lost, end.signal])
        const holdsLease = (): boolean => lease !== undefined && !lease.isTurn && !lease.lost.aborted
        return await runRefresh(known, { ...context, signal, stop, holdsLease })
      } finally {
        end.abort()
        void lease?.release()
      }
    }

    function settle(result: RefreshResult): RefreshSettlement {
      if (refreshOf(driver.state) !== refresh) return superseded
      driver.dispatch({ kind: 'refresh-ended' })
      return applyResult(result, factsNow())
    }

    function onLate(late: NewToken | SessionOver): void {
      if (identity !== driver.state.session.identity) return
      if (late.kind !== 'token') return sync.applySessionOver(late)
      const facts = factsNow()
      driver.activate(late.stored, late.issued)
      emit('refresh', { ...facts, grant: late.grant, generation: late.stored.generation })
    }
  }

  /** Returns the token to replace. After the end of a session: its last token, so that a copy in the store does not count as new. */
  function knownToken(): StoredToken | undefined {
    const { end, past, session } = driver.state
    // An initial refresh token of the source can begin only the first session of the coordinator.
    const isFirst = past.ended === undefined && session.kind === 'unnamed'
    const first = isFirst ? firstStoredToken(source.initialRefreshToken?.() || undefined, clock.wall()) : undefined
    return storedTokenOf(driver.state) ?? first ?? (end.kind === 'ended' ? past.ended?.token : undefined)
  }

  function applyResult(result: RefreshResult, facts: RefreshFacts): RefreshSettlement {
    switch (result.kind) {
      case 'token':
        return applyToken(result, facts)
      case 'cleared':
      case 'replaced':
        emit('refresh-superseded', facts)
        sync.applySessionOver(result)
        return { kind: 'error', error: () => new SessionEndedError(result.kind) }
      case 'void':
        return superseded
      case 'lease-lost':
        return applyFailure(unavailable('The lease was lost.'), facts)
      case 'failed':
      case 'no-grant':
        if (driver.state.end.kind === 'open') driver.rememberRefreshToken(result.latest)
        return result.kind === 'failed' ? applyFailure(result.failure, facts) : applyEnd(result.failure, facts)
    }
  }

  function applyToken({ stored, issued, grant }: NewToken, facts: RefreshFacts): RefreshSettlement {
    const id = sessionIdOf(driver.state)
    if (id !== undefined && stored.session !== id) driver.endSession('replaced')
    driver.activate(stored, issued, facts.reason)
    emit('refresh', { ...facts, grant, generation: stored.generation })
    // During a slow save, a token may expire. The waiting callers then refresh again, but only once.
    if (driver.state.past.expiredInARow <= 1) return { kind: 'token' }
    return coolDown(classify(new TokenUnavailableError('The token had expired when it came.', clock.wall()), 'obtain'))
  }

  function applyFailure(failure: Failure, facts: RefreshFacts): RefreshSettlement {
    const settlement = coolDown(failure)
    emit('refresh-failed', { ...facts, grant: failure.grant, class: failure.class, error: settlement.error() })
    return settlement
  }

  function coolDown(failure: Failure): Extract<RefreshSettlement, { kind: 'error' }> {
    const cooldown = cooldownAfter(failure, cooldownOf(driver.state), readClock(clock), settings.random(), settings.cooldown)
    driver.dispatch({ kind: 'refresh-failed', cooldown })
    return { kind: 'error', error: () => cooldownError(cooldown) }
  }

  function applyEnd(given: Failure | undefined, facts: RefreshFacts): RefreshSettlement {
    const { source: asked, past } = driver.state
    const failure = given ?? (asked.kind === 'closed' ? asked.failure : undefined)
    const reason = endWithoutGrant(failure, { lastSession: past.lastSession, lastEnd: past.ended?.reason })
    const cause = endCauseOf(failure)
    const error = (): EverbearerError => new SessionEndedError(reason, cause)
    emit('refresh-failed', { ...facts, grant: failure?.grant, class: failure?.class ?? 'invalid-grant', error: error() })
    if (failure?.class === 'session-ended') {
      const retryAt = clock.monotonic() + (parts.rawSource.retryAfterEnd ?? Infinity)
      driver.dispatch({ kind: 'source-closed', failure, retryAt })
    }
    // Calls without a token belong to no session yet: they join the first session that begins.
    if (reason === 'not-signed-in' && settings.beforeSignIn === 'send-without-token') {
      driver.dispatch({ kind: 'sign-in-missing', reason, cause })
    } else if (facts.reason !== 'due' || driver.usableToken() === undefined) {
      // A token that is only due can be used until it expires. The session ends after that.
      driver.endSession(reason, cause)
    }
    return { kind: 'error', error }
  }
}

/** The result of a refresh that was ended early. No caller receives it, because callers got another result when the refresh was ended. */
const superseded: RefreshSettlement = { kind: 'error', error: () => new SessionEndedError('cleared') }
