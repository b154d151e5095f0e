import { throwIfAborted } from '../lib/abort.ts'
import { readClock } from '../lib/clock.ts'
import { type EverbearerError, SessionEndedError, type SessionEndReason, TokenUnavailableError } from '../lib/errors.ts'
import type { Emitter, RefreshReason } from './events.ts'
import { classify, type Failure, type FailureClass } from '../policy/classify-failure.ts'
import { createFlight, type Flight } from './single-flight.ts'
import { type Authorization, type HeldToken, isSameToken } from './active-token.ts'
import type { Settings } from './options.ts'
import { createOutlook } from './outlook.ts'
import { createRecentSet } from '../lib/recent-set.ts'
import { chooseGrant } from '../policy/choose-grant.ts'
import { reconcile } from '../policy/reconcile.ts'
import { createRefreshTrust } from '../policy/refresh-trust.ts'
import { type PeekedSession, peekedSession, sessionStatus } from '../policy/session-status.ts'
import { endWithoutGrant } from '../policy/sign-in.ts'
import { createRejectionBudget } from '../policy/rejection-budget.ts'
import { createRejectedReplays } from '../policy/rejected-replays.ts'
import { createRefreshTimer } from './refresh-timer.ts'
import { createSpentTokens } from '../token/used-refresh-tokens.ts'
import { readTokenResponse, type TokenResponse } from '../token/token-response.ts'
import { createTokenSlot } from './current-token.ts'
import {
  endOfSession,
  firstStoredToken,
  isEndOfSession,
  nextStoredToken,
  ownSession,
  type StoredToken,
  withRefreshTokenOf,
} from '../token/stored-token.ts'
import type { IgnoreRule } from '../policy/classify-response.ts'
import { adoptable } from './adoptable.ts'
import { createPresentations, randomId } from './presentations.ts'
import { createResilientStore } from './resilient-store.ts'
import type { NewToken, PastSessions, RefreshResult, SessionOver } from './refresh-context.ts'
import { runRefresh } from './run-refresh.ts'
import { saveWithin } from './save-within.ts'
import { createSessionIdentity, type PresentSession, type SessionIdentity } from './session-identity.ts'
import { createSessionSource } from './session-source.ts'
import { subscribeTo } from './subscribe-to.ts'

/** What follows from a rejection: the request is replayed, with a newer token or as it is, or a rule hands the response to the caller. */
export type Rejection = IgnoreRule | 'replay' | 'replay as it is'

/** A coordinator's token through all its generations: who may use it now, and when it is refreshed. */
export interface Session {
  /** The session that a call belongs to which begins now. */
  readonly present: SessionIdentity
  /** How many refreshes have begun. */
  readonly asked: number
  /** How many callers have waited for the present refresh so far, those that left included; 0: no refresh is under way. */
  readonly waiters: number
  /**
   * The token to send now, without waiting: undefined where there is none that is good. Past its soft window
   * this also starts a refresh in the background.
   */
  current(): HeldToken | undefined
  /**
   * The token to send, waited for. Rejects with a typed error, or with the signal's reason.
   *
   * @param of - the session that the call began in: its end ends the wait
   */
  next(of: SessionIdentity, signal?: AbortSignal | null): Promise<HeldToken>
  /** Notes that a server rejected what a request was sent with, and starts a refresh if that is the present token. */
  reject(sent: Authorization): Rejection
  /** Has nobody signed in, as far as the source or the store has said? */
  readonly isBeforeSignIn: boolean
  /** What is known without asking store or source. Starts nothing. */
  peek(): PeekedSession
  /** Is this the present session's token still, and not dead? */
  isCurrent(sent: Authorization): boolean
  /** Notes that a server accepted what a request was sent with. */
  accept(sent: Authorization): void
  /** Marks the present token invalid and refreshes it now, unless the token endpoint is cooling down. */
  invalidate(): void
  /** Replaces the token from outside, as after a login. Wins over a refresh in progress. */
  set(response: TokenResponse, kept: 'same' | 'new'): Promise<void>
  /** Ends the session in the store, too. Wins over a refresh in progress. */
  clear(): Promise<void>
  /** Ends service. A refresh token that was presented is seen through and saved. */
  dispose(): void
  /** Leaves the store's notices and the timer; the session serves on and learns of other processes at each refresh. */
  retire(): void
  /** Resolves when nothing is under way any more, in the store either. */
  idle(): Promise<void>
}

/** How a refresh ended, for those who wait for it. An error is made anew for each, as clients write into those they pass on. */
type Landing = { readonly token: HeldToken } | { readonly error: () => EverbearerError }

/** Common to all events that tell of a refresh. */
type Facts = { readonly reason: RefreshReason; readonly duration: number; readonly waiters: number }

/** How many logouts are remembered. */
const mostLoggedOut = 100

/** A token can be replaced while a caller is on its way to it; so often, the caller waits on. */
const mostWaits = 5

export function createSession(given: Settings, emitter: Emitter): Session {
  const source = createSessionSource(given)
  const settings = { ...given, source }
  const { clock } = settings
  const { emit } = emitter
  const store = createResilientStore(settings.store, emitter, clock, settings.refreshTimeout)
  const slot = createTokenSlot(clock, settings)
  const outlook = createOutlook(settings, emitter, source.mayRetry)
  const rejectedReplays = createRejectedReplays(clock, settings.cooldown)
  const budget = createRejectionBudget(clock)
  const timer = settings.proactive ? createRefreshTimer(clock, untilRefresh, refreshInTime) : undefined
  const presentations = createPresentations()
  const trust = createRefreshTrust()
  const spent = createSpentTokens()
  const loggedOut = createRecentSet<string>(mostLoggedOut)
  const running = new Set<Promise<unknown>>()
  let present: PresentSession = createSessionIdentity(1)
  /** Id of the last session that began; undefined: none so far. */
  let lastSession: string | undefined
  /** The last session that ended here: it does not come back. */
  let closed:
    | { readonly session: string | undefined; readonly token: StoredToken | undefined; readonly reason: SessionEndReason }
    | undefined
  let flight: Flight<Landing> | undefined
  let syncing: Promise<void> | undefined
  /** Before this moment an ended session does not look into the store again, ms on the monotonic clock. */
  let nextLook = -Infinity
  let asked = 0
  /** Generation of the last logout that is known here. */
  let lastLogout = 0
  let logouts = 0
  /** How many tokens in a row had expired when they came. */
  let expiredInARow = 0
  /** The token that is no good although unexpired, while a better one is sought. */
  let rejected: Authorization | undefined
  /** The last token that was sought because a server had rejected the one before. */
  let soughtAfterRejection: HeldToken | undefined
  /** Has the present token been asked for? An idle process refreshes nothing. */
  let used = false
  const past: PastSessions = {
    get ended() {
      return closed?.session
    },
    get lastGeneration() {
      return slot.lastGeneration
    },
    get lastLogout() {
      return lastLogout
    },
    isLoggedOut: loggedOut.has,
    get logouts() {
      return logouts
    },
  }
  const unsubscribe = subscribeTo(settings.store, syncFromStore)

  return {
    get present() {
      return present
    },
    get asked() {
      return asked
    },
    get waiters() {
      return flight?.waiters ?? 0
    },
    get isBeforeSignIn() {
      return outlook.isBeforeSignIn
    },
    peek: () => peekedSession(sessionStatus(present.id, outlook.hasEnded, closed?.reason), usable()?.record.accessToken),
    current,
    next,
    reject,
    isCurrent,
    accept,
    invalidate,
    set,
    clear,
    dispose,
    retire,
    async idle() {
      while (running.size > 0) await Promise.all(running)
      await store.idle()
    },
  }

  function current(): HeldToken | undefined {
    const { token } = slot
    if (token === undefined || token.first === rejected) return undefined
    used = true
    const phase = slot.phase()
    if (phase === 'expired') return undefined
    if (phase === 'due' && flight === undefined && outlook.isOpen() && canRefresh()) startRefresh('due')
    return token
  }

  function usable(): HeldToken | undefined {
    const { token } = slot
    return token === undefined || token.first === rejected || slot.phase() === 'expired' ? undefined : token
  }

  async function next(of: SessionIdentity, signal?: AbortSignal | null): Promise<HeldToken> {
    for (let wait = 0; wait < mostWaits; wait++) {
      throwIfAborted(signal)
      ;(of as PresentSession).expectOpen()
      // The call that a token was asked for is no sign that the token is in use.
      const token = wait === 0 ? current() : usable()
      if (token !== undefined) return token
      if (outlook.hasEnded && !outlook.isDisposed && clock.monotonic() >= nextLook) {
        await lookForToken()
        if (slot.token !== undefined) continue
      }
      const landing = await (flight ?? startRefreshOrThrow()).join(signal)
      ;(of as PresentSession).expectOpen()
      // A token that one server rejected may still be good for others; better than an error while it lasts.
      if ('error' in landing) {
        if (slot.token !== undefined && slot.phase() !== 'expired') return slot.token
        throw landing.error()
      }
    }
    throw new TokenUnavailableError('No token lasted long enough to be used.', clock.wall())
  }

  function reject(sent: Authorization): Rejection {
    // What was sent for one user is not sent again for the next.
    if (sent.session !== present) return 'session-over'
    if (sent.isFinal) {
      // A token that was already on its way when the first rejection came may have died of the same cause.
      if (soughtAfterRejection !== undefined && isSameToken(soughtAfterRejection.first, sent)) rejectedReplays.note(sent.generation)
      return 'rejected-again'
    }
    return replaceRejected(sent, 'rejected')
  }

  function replaceRejected(sent: Authorization, reason: 'rejected' | 'invalidated'): Rejection {
    const { token } = slot
    if (token === undefined || !isSameToken(token.first, sent))
      return token !== undefined || flight !== undefined ? 'replay' : 'no-newer-token'
    if (flight === undefined) {
      if (!outlook.isOpen()) return 'cooldown'
      if (reason === 'rejected' && rejectedReplays.forbid(sent.generation)) return 'always-rejected'
      if (reason === 'rejected' && !budget.take()) return slot.isAccepted ? 'replay as it is' : 'budget'
      startRefresh(reason)
    }
    rejected = token.first
    return 'replay'
  }

  function accept(sent: Authorization): void {
    if (sent.session === present && slot.token !== undefined && isSameToken(slot.token.first, sent)) slot.accept()
  }

  function isCurrent(sent: Authorization): boolean {
    const token = usable()
    return sent.session === present && token !== undefined && isSameToken(token.first, sent)
  }

  function invalidate(): void {
    if (slot.token !== undefined) replaceRejected(slot.token.first, 'invalidated')
  }

  async function set(response: TokenResponse, kept: 'same' | 'new'): Promise<void> {
    if (outlook.isDisposed) outlook.expectOpen()
    const issued = readClock(clock)
    const grant = readTokenResponse(response, settings.scheme, issued.wall)
    if ('error' in grant) throw grant.error
    const known = slot.token?.record.toStored()
    const subject = settings.subject(response)
    const isOther = subject !== undefined && known?.subject !== undefined && subject !== known.subject
    const generation = slot.lastGeneration + 1
    if (kept === 'same' && known !== undefined && present.id !== undefined && !isOther) {
      const { session, sessionStart } = known
      const stored = nextStoredToken(grant, known, { session, sessionStart, generation, issuedAt: issued.wall, subject })
      supersede({ token: take(stored, issued) })
      emit('tokens-set', { generation, session: 'same' })
      const bound = present
      const isVoid = (): boolean => bound !== present
      await track(
        saveWithin(store, {
          record: stored,
          hasRefreshToken: grant.refreshToken !== undefined,
          isVoid,
          onSaved: (record) => slot.note(record),
          onOther: applyFound,
        }),
      )
      return
    }
    const replaces = lastSession
    const stored = nextStoredToken(grant, undefined, {
      session: randomId(),
      sessionStart: issued.wall,
      generation,
      issuedAt: issued.wall,
      subject,
    })
    if (present.id !== undefined) endPresent('replaced')
    supersede({ token: take(stored, issued) })
    emit('tokens-set', { generation, session: 'new' })
    const isThere = await track(store.replace('login', stored, replaces))
    if (!isThere) await syncFromStore()
  }

  async function clear(): Promise<void> {
    const left = endOfSession(lastSession ?? ownSession(lastLogout), slot.lastGeneration + 1, clock.wall())
    slot.skip(left.generation)
    const replaces = lastSession
    if (!outlook.isDisposed) endPresent('cleared')
    lastLogout = left.generation
    await track(store.replace('logout', left, replaces))
  }

  function dispose(): void {
    if (outlook.isDisposed) return
    endPresent('disposed')
    unsubscribe()
  }

  function retire(): void {
    unsubscribe()
    timer?.disarm()
  }

  /** Takes up what another process has done in the store: a newer token, a login, a logout. */
  async function syncFromStore(): Promise<void> {
    for (let round = 0; round < mostWaits; round++) {
      const { lastGeneration } = slot
      const before = present
      const look = await track(store.load())
      if (look === undefined || outlook.isDisposed) return
      const { found } = look
      // A logout is the last word on its session, whatever has happened here meanwhile.
      if (found !== undefined && isEndOfSession(found) && found.session === present.id) return applyFound(found)
      // A login or a refresh meanwhile may be newer than what was found, or older.
      if (present === before && slot.lastGeneration === lastGeneration) return applyFound(found)
    }
  }

  /** A session that ended here may have a newer token in another process, or another may have begun there. */
  function lookForToken(): Promise<void> {
    syncing ??= syncFromStore().finally(() => {
      syncing = undefined
      nextLook = clock.monotonic() + settings.cooldown.min
    })
    return syncing
  }

  function applyFound(found: StoredToken | undefined): void {
    const known = slot.token?.record.toStored()
    if (present.id === undefined && found !== undefined && isEndOfSession(found)) noteLogout(found)
    const seen = reconcile(present.id, known, found, spent, past.isLoggedOut)
    if (seen.kind === 'same') adopt(seen.latest, known)
    else learn(seen)
  }

  /** A logout elsewhere names the session after it. A token that was asked for before it belongs to nobody. */
  function noteLogout({ generation }: StoredToken): void {
    if (lastLogout >= generation) return
    lastLogout = generation
    slot.skip(generation)
    if (flight !== undefined) logouts++
  }

  /** The store says that the session is over. */
  function learn({ kind, by }: SessionOver): void {
    if (kind === 'replaced') return switchTo(by)
    noteLogout(by)
    endPresent('cleared')
  }

  function adopt(latest: StoredToken | undefined, known: StoredToken | undefined): void {
    if (latest === undefined || latest === known || (present.id === undefined && isClosed(latest))) return
    if (latest.accessToken === known?.accessToken) slot.note(latest)
    else {
      const newer = adoptable(latest, settings)
      if (newer === undefined) return signInElsewhere(latest)
      const isResumed = present.id === undefined && latest.session === closed?.session
      supersede({ token: take(newer.stored, newer.issued) })
      if (isResumed) emit('session-resumed', { generation: newer.stored.generation })
    }
  }

  /** While nobody was signed in here, a session began in another process. Its token has expired, but can be refreshed. */
  function signInElsewhere(latest: StoredToken): void {
    if (!outlook.isBeforeSignIn || chooseGrant(given.source, latest, clock.wall()) !== 'refresh') return
    outlook.reopen()
    source.reopen()
    note(latest)
  }

  /** Only a session that had no way to a token here may have found one elsewhere. */
  function isClosed({ session, accessToken }: StoredToken): boolean {
    return session === closed?.session && (closed.reason !== 'no-grant' || accessToken === closed.token?.accessToken)
  }

  /** Another session is in the store: the present one is over, and that one is served if its token is good. */
  function switchTo(by: StoredToken): void {
    endPresent('replaced')
    adopt(by, undefined)
  }

  function startRefreshOrThrow(): Flight<Landing> {
    outlook.expectOpen()
    return startRefresh(slot.token === undefined ? 'missing' : 'expired')
  }

  function startRefresh(reason: RefreshReason): Flight<Landing> {
    const begun = clock.monotonic()
    const bound = present
    const { id } = bound
    asked++
    const facts = (): Facts => ({ reason, duration: Math.round(clock.monotonic() - begun), waiters: own.waiters })
    const land = (result: RefreshResult): Landing => {
      if (flight !== own) return superseded
      flight = undefined
      return conclude(result, facts())
    }
    const onLate = (late: NewToken | SessionOver): void => {
      if (bound !== present) return
      if (late.kind !== 'token') return learn(late)
      const told = facts()
      supersede({ token: take(late.stored, late.issued) })
      emit('refresh', { ...told, grant: late.grant, generation: late.stored.generation })
    }
    const run = async (signal: AbortSignal): Promise<Landing> => {
      const lease = await store.lease(signal)
      try {
        if (signal.aborted) return superseded
        const stop = lease === undefined ? signal : AbortSignal.any([signal, lease.lost])
        // The token of a session that has ended is no news, should the store have it still.
        const start = slot.token?.record.toStored() ?? firstToken() ?? (outlook.hasEnded ? closed?.token : undefined)
        // A session that began meanwhile is a login's: what this refresh gets belongs to nobody then.
        const isVoid = (): boolean => bound.id !== id || (bound.endReason !== undefined && bound.endReason !== 'disposed')
        return land(
          await runRefresh(start, {
            settings,
            store,
            spent,
            presentations,
            trust,
            emit,
            session: id,
            past,
            signal,
            stop,
            isVoid,
            onLate,
            track: (work) => void track(work),
          }),
        )
      } finally {
        void lease?.release()
      }
    }
    const own: Flight<Landing> = createFlight<Landing>(
      (signal) => track(run(signal)),
      (error) => land({ kind: 'failed', failure: classify(error, 'obtain'), known: slot.token?.record.toStored() }),
    )
    flight = own
    return own
  }

  /** A refresh token from elsewhere begins the coordinator's first session, and no other. */
  function firstToken(): StoredToken | undefined {
    return closed === undefined && present.id === undefined
      ? firstStoredToken(source.initialRefreshToken?.() || undefined, clock.wall())
      : undefined
  }

  function conclude(result: RefreshResult, facts: Facts): Landing {
    switch (result.kind) {
      case 'token': {
        const { stored, issued, grant } = result
        if (present.id !== undefined && stored.session !== present.id) endPresent('replaced')
        const token = take(stored, issued)
        if (facts.reason === 'rejected') soughtAfterRejection = token
        emit('refresh', { ...facts, grant, generation: stored.generation })
        // A slow store can hold a token until its life is over. Those who wait ask once more, and no more than that.
        expiredInARow = slot.phase() === 'expired' ? expiredInARow + 1 : 0
        return expiredInARow > 1
          ? fail(classify(new TokenUnavailableError('The token had expired when it came.', clock.wall()), 'obtain'))
          : { token }
      }
      case 'cleared':
      case 'replaced':
        learn(result)
        return { error: () => new SessionEndedError(result.kind) }
      case 'void':
        return superseded
      case 'failed':
      case 'no-grant':
        rejected = undefined
        if (!outlook.hasEnded) note(result.known)
        return result.kind === 'failed' ? told(fail(result.failure), result.failure.class) : end(result.failure ?? source.end)
    }

    function told(landing: Landing, failureClass: FailureClass): Landing {
      if ('error' in landing) emit('refresh-failed', { ...facts, class: failureClass, error: landing.error() })
      return landing
    }

    function end(failure: Failure | undefined): Landing {
      const reason = endWithoutGrant(failure, { lastSession, lastEnd: closed?.reason })
      const error = (): EverbearerError => new SessionEndedError(reason, failure?.cause)
      told({ error }, failure?.class ?? 'invalid-grant')
      if (failure?.class === 'session-ended') source.close(failure)
      // Calls that go out without a token belong to no session yet: they join the first that begins.
      if (reason === 'not-signed-in' && settings.beforeSignIn === 'send-without-token') outlook.finish(reason, failure?.cause)
      // A token that is merely due serves to its end; the session is over when that is.
      else if (facts.reason !== 'due' || usable() === undefined) endPresent(reason, failure?.cause)
      return { error }
    }
  }

  function fail(failure: Failure): Landing {
    const error = outlook.fail(failure)
    timer?.arm()
    return { error }
  }

  /**
   * Keeps what is known of the refresh token, should the store fail before the next refresh. A token that serves stays: the
   * one beside that refresh token was of no use here.
   */
  function note(known: StoredToken | undefined): void {
    if (known === undefined) return
    if (isEndOfSession(known)) return present.id === undefined ? noteLogout(known) : undefined
    const serving = usable()
    if (slot.token?.record.accessToken === known.accessToken) slot.note(known)
    else if (serving !== undefined && present.id === known.session) {
      slot.note(withRefreshTokenOf(known, serving.record.toStored()))
      slot.skip(known.generation)
    } else if (present.id === undefined || present.id === known.session) {
      begin(known.session)
      slot.put(known, { wall: known.issuedAt, monotonic: -Infinity }, present, asked)
    }
  }

  /** A new token clears rejection, cooldown and session end. */
  function take(stored: StoredToken, issued: Parameters<typeof slot.put>[1]): HeldToken {
    begin(stored.session)
    const token = slot.put(stored, issued, present, asked)
    rejected = undefined
    used = false
    outlook.reopen()
    source.reopen()
    timer?.arm()
    return token
  }

  function begin(id: string): void {
    present.begin(id)
    lastSession = id
  }

  function endPresent(reason: SessionEndReason, cause?: unknown): void {
    const ended = present
    const isNews = ended.id !== undefined || !outlook.hasEnded
    present = createSessionIdentity(ended.number + 1)
    if (isNews || reason !== 'no-grant')
      closed = {
        session: ended.id ?? (reason === 'cleared' ? (lastSession ?? ownSession(lastLogout)) : undefined),
        token: slot.token?.record.toStored(),
        reason,
      }
    if (reason === 'cleared' && ended.id !== undefined) loggedOut.add(ended.id)
    slot.clear()
    rejected = undefined
    timer?.disarm()
    if (reason !== 'replaced' && (reason !== 'cleared' || source.obtain === undefined)) outlook.finish(reason, cause)
    ended.end(reason, cause)
    if (isNews && (ended.id !== undefined || outlook.hasEnded)) emit('session-ended', { reason })
    supersede({ error: () => new SessionEndedError(reason, cause) })
  }

  /** Ends a refresh in progress with a result from outside. */
  function supersede(landing: Landing): void {
    const loser = flight
    flight = undefined
    loser?.settle(landing)
  }

  function untilRefresh(): number {
    return Math.max(slot.untilDue(), outlook.cooldownLeft())
  }

  function refreshInTime(): void {
    if (!used || flight !== undefined || !canRefresh()) return
    used = false
    startRefresh('due')
  }

  function canRefresh(): boolean {
    return chooseGrant(source, slot.token?.record.toStored(), clock.wall()) !== undefined
  }

  function track<T>(work: Promise<T>): Promise<T> {
    const tracked: Promise<unknown> = work.catch(() => {}).then(() => running.delete(tracked))
    running.add(tracked)
    return work
  }
}

/** What a flight gives that was settled from outside: nobody receives it. */
const superseded: Landing = { error: () => new SessionEndedError('cleared') }
