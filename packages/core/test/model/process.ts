import { type Clock, refreshTimer, type TokenSource, type TokenStore } from '../../src/index.ts'
import type { FakeClock } from '../fake-clock.ts'
import { hardAge, type Issued, type Ledger, softAge } from './ledger.ts'
import { createModelCoordinator, type ModelCoordinator, type RecordView, type Sent, type Trace } from './port.ts'
import { createRequestLog } from './rules/request-events.ts'
import type { WorldOptions } from './world.ts'

/** A request as its caller sees it: it may be retried by its client, and each try be replayed. */
interface Call {
  readonly session: object
  readonly controller: AbortController
  /** What the present try was sent with, in order. */
  sends: Sent[]
  isWaiting: boolean
  /** Tells the events of the present try, until it has ended. */
  trace: Trace | undefined
  /** Number of the present try. */
  request: number
}

/** One process with one coordinator, and a watch over all that it does. */
export interface ModelProcess {
  readonly clock: Clock
  readonly hasCrashed: boolean
  readonly crashed: Promise<'crashed'>
  /** Counts the sessions that began or ended here. */
  readonly epoch: number
  /** Has a session of this coordinator been logged out? */
  readonly hasLoggedOut: boolean
  /** May its source have ended the session, so that only a login helps? */
  readonly needsLogin: boolean
  readonly open: number
  readonly timers: number
  /** Which of its requests were sent and can be answered. */
  readonly answerable: readonly number[]
  request(isAbortable: boolean): void
  /** A request's answer says that its token is no good, or something else. */
  answer(which: number, status: number, replayable: boolean): void
  /** A request that can be sent once is sent, if it needs not wait, and rejected. */
  requestAndReject(): void
  /** The client tries a request once more on its own. */
  retry(which: number): void
  abort(which: number): void
  setTokens(respond: (login: number | undefined) => Parameters<ModelCoordinator['setTokens']>[0], isSame: boolean): void
  clear(): void
  invalidate(): void
  jump(ms: number): void
  crash(): void
  dispose(): void
  /** What was found in the store counts as learned from now on. */
  settle(): void
  /** Every event was told by now. */
  checkEvents(): void
  /** Does a request get a token now? */
  isServed(): Promise<boolean>
  noteTokenRequest(): void
  mayPresentAgain(): boolean
  /** A read of the store begins; the result tells when it has ended. */
  reading(): () => void
  noteFound(record: RecordView | undefined): void
  /** The source has said that there is a session, or that there is none any more. */
  noteAnswered(): void
  /** The source says that nobody is signed in. */
  noteSignedOut(): void
  /** Does `peek()` tell the truth now? */
  checkPeek(): void
  /** Asked when a write begins: has its session not been logged out, as far as this process knows? */
  mayBeSaved(record: RecordView): boolean
}

/** What may not change when the code does. */
const mostSends = 3
/** Attempts and fallbacks of one refresh; far fewer than a flood. */
const mostRequestsPerRefresh = 10
const rejectionsAtOnce = 10
const rejectionInterval = 6_000

export interface ProcessOptions {
  readonly world: WorldOptions
  readonly ledger: Ledger
  readonly clock: FakeClock
  readonly skew: number
  /** Events that tell of an unknown outcome or of a failing store, in all processes. */
  readonly told: { unknown: number; storeFailed: number }
  /** Do the processes' clocks say the same? Turned off by the first jump. */
  readonly time: { isCommon: boolean }
}

export function createModelProcess(
  sourceFor: (process: ModelProcess) => TokenSource,
  storeFor: (process: ModelProcess) => TokenStore | undefined,
  { world, ledger, clock: base, skew, told, time }: ProcessOptions,
): ModelProcess {
  let offset = skew
  let hasCrashed = false
  let crashNow: (value: 'crashed') => void = () => {}
  const crashed = new Promise<'crashed'>((resolve) => {
    crashNow = resolve
  })
  const timers = new Set<unknown>()
  const clock: Clock = {
    wall: () => base.wall() + offset,
    monotonic: () => base.monotonic(),
    setTimeout(callback, ms) {
      const timer = base.setTimeout(() => {
        timers.delete(timer)
        if (!hasCrashed) callback()
      }, ms)
      timers.add(timer)
      return timer
    },
    clearTimeout(timer) {
      timers.delete(timer)
      base.clearTimeout(timer)
    },
  }
  const calls: Call[] = []
  const requestLog = createRequestLog(ledger)
  let requests = 0
  const open = new Set<Promise<unknown>>()
  /** Whose session it is, by what was sent or set in it. */
  const users = new WeakMap<object, string>()
  const logins = new WeakMap<object, Set<number>>()
  const deadLogins = new Set<number>()
  const deadSessions = new Set<string>()
  const foundLogouts: string[] = []
  const seenAt = new Map<string, number>()
  const foundTokens = new Set<string>()
  const acceptedTokens = new Set<string>()
  const generations = new Set<number>()
  let reads = 0
  let jumped = 0
  let voidBefore = 0
  let foundSession: string | undefined
  let epoch = 0
  let hasLoggedOut = false
  let isDisposed = false
  /** The newest token that was sent or set, until something makes it doubtful. */
  let newest: Sent | undefined
  let highestGeneration = 0
  let requestsOfRefresh = 0
  let coolingUntil = -Infinity
  /** When a token was found in the store, ms. */
  let foundAt = -Infinity
  let rejectionBudget = rejectionsAtOnce
  let budgetSince = base.monotonic()
  /** A token without an end was sent, and nothing has called for another since. */
  let isSettled = false
  /** Has a session begun or been ended here? */
  let hasBegun = false
  /** Has the source said that nobody is signed in, or can there be no token, as the store has said? */
  let isSignedOut = false
  /** Has store or source said whether there is a session? */
  let isKnown = false
  let tokensTaken = 0
  let sessionsEnded = 0
  /** Each begins a session of which no token need come. */
  let logouts = 0
  /** Has the source said that the session is over, and no token come since? */
  let mustLogIn = false
  /** How many tokens had come or were found when it said so. */
  let newsBefore = 0
  let news = 0
  let isSourceClosed = false

  const process: ModelProcess = {
    clock,
    crashed,
    get hasCrashed() {
      return hasCrashed
    },
    get epoch() {
      return epoch
    },
    get hasLoggedOut() {
      return hasLoggedOut
    },
    get needsLogin() {
      return mustLogIn
    },
    get open() {
      return hasCrashed ? 0 : open.size
    },
    get timers() {
      return timers.size
    },
    get answerable() {
      return [...calls.keys()].filter((which) => !calls[which]!.isWaiting && calls[which]!.sends.length > 0)
    },
    request(isAbortable) {
      const call: Call = {
        session: auth.session,
        controller: new AbortController(),
        sends: [],
        isWaiting: false,
        trace: undefined,
        request: 0,
      }
      calls.push(call)
      send(call, isAbortable)
    },
    answer(which, status, replayable) {
      const call = calls[which % calls.length]
      const sent = call?.sends.at(-1)
      if (call === undefined || call.isWaiting || sent === undefined) return
      if (status < 400) {
        acceptedTokens.add(sent.accessToken)
        auth.accept(sent)
        call.trace?.finished(status)
        end(call)
      } else reject(call, sent, status, replayable)
    },
    requestAndReject() {
      process.request(false)
      process.answer(calls.length - 1, 401, false)
    },
    retry(which) {
      const call = calls[which % calls.length]
      if (call === undefined || call.isWaiting || call.sends.length === 0) return
      call.sends = []
      send(call, true)
    },
    abort: (which) => calls[which % calls.length]?.controller.abort(new Error('the caller left')),
    setTokens(respond, isSame) {
      const login = [...(logins.get(auth.session) ?? [])].at(-1)
      const isContinued = isSame && login !== undefined && users.has(auth.session)
      epoch++
      const response = respond(isContinued ? login : undefined)
      reset()
      hasBegun = true
      noteToken()
      mustLogIn = false
      track(auth.setTokens(response, isContinued))
      if (isDisposed) return
      // A family's refresh token may be that of an earlier login.
      const shared = ledger.refreshTokens.get(response.refresh_token ?? '')
      if (shared !== undefined) deadLogins.delete(shared.login)
      const issued = ledger.tokens.get(response.access_token)!
      belongTo(auth.session, issued.user, issued.login, 'set')
      highestGeneration = 0
    },
    clear() {
      hasLoggedOut = true
      logouts++
      hasBegun = true
      epoch++
      for (const login of logins.get(auth.session) ?? []) deadLogins.add(login)
      voidBefore = ledger.next()
      reset()
      const before = auth.session
      track(auth.clear())
      if (auth.peek().accessToken !== undefined) ledger.breach('peek', 'a token is shown after a logout')
      if (auth.session === before && !isDisposed) ledger.breach('session', 'a logout began no new session')
    },
    invalidate() {
      reset()
      auth.invalidate()
    },
    jump(ms) {
      offset += ms
      time.isCommon = false
      jumped = ledger.next()
    },
    crash() {
      hasCrashed = true
      crashNow('crashed')
    },
    dispose() {
      if (isDisposed) return
      isDisposed = true
      reset()
      track(auth.dispose())
    },
    settle() {
      // A read can be of use to nobody any more; by the last of them, a logout is learned.
      if (reads === 0) for (const session of foundLogouts.splice(0)) deadSessions.add(session)
    },
    checkEvents() {
      if (!hasCrashed) requestLog.check()
    },
    async isServed() {
      let isServed = false
      await auth.authorize(undefined, auth.session, undefined, () => void (isServed = true), sentWithoutToken)?.catch(() => {})
      return isServed
    },
    noteTokenRequest() {
      if (++requestsOfRefresh > mostRequestsPerRefresh) ledger.breach('floods', 'too many token requests for one refresh')
      // In a family, a request may wait behind another's.
      if (base.monotonic() < coolingUntil && !world.isFamily) ledger.breach('cooldown', 'a token request during a cooldown')
      if (isSettled) ledger.breach('floods', 'a token request although a token without an end was there')
      if (isSourceClosed) ledger.breach('floods', 'a token request although the source had ended the session')
    },
    mayPresentAgain() {
      if (told.unknown > 0) return told.unknown-- > 0
      return told.storeFailed > 0
    },
    reading() {
      reads++
      return () => void reads--
    },
    noteFound(record) {
      isKnown = true
      // Without credentials or a refresh token, there can be no token.
      if ((record === undefined || record.isLogout) && !world.canObtain && !world.hasInitial) isSignedOut = true
      if (record === undefined) return
      const { session, isLogout, accessToken } = record
      doubt(accessToken)
      if (session !== foundSession) epoch++
      foundSession = session
      if (isLogout) foundLogouts.push(session)
      else {
        tokensTaken++
        coolingUntil = -Infinity
        foundAt = base.monotonic()
        if (!foundTokens.has(accessToken)) noteNews()
        foundTokens.add(accessToken)
      }
    },
    noteAnswered() {
      isKnown = true
    },
    noteSignedOut() {
      isKnown = true
      isSignedOut = true
      mustLogIn = true
      newsBefore = news
    },
    checkPeek() {
      if (hasCrashed) return
      const { status, accessToken } = auth.peek()
      if (status === 'ended' && !isKnown && !hasBegun && !isDisposed) ledger.breach('peek', 'nobody has said that there is no session')
      if (isDisposed && status !== 'ended') ledger.breach('peek', 'a session goes on after dispose()')
      if (accessToken === undefined) return
      if (status !== 'active') ledger.breach('peek', `a token is shown while the status is ${status}`)
      const issued = ledger.tokens.get(accessToken)
      // A clock that was set meanwhile counts from when the token is seen.
      const isUnclear = issued === undefined || (!seenAt.has(accessToken) && issued.asked < jumped)
      if (!isUnclear && phaseOf({ accessToken, generation: 0, authorization: undefined }, 'seen') === 'expired')
        ledger.breach('peek', 'a dead token is shown')
      if (isOver(issued, accessToken)) ledger.breach('peek', 'a token from before a logout is shown')
    },
    mayBeSaved({ session, isLogout, accessToken, issuedAt }) {
      if (isLogout || accessToken === '') return true
      ledger.sessions.set(accessToken, session)
      const issued = ledger.tokens.get(accessToken)
      // A clock that is set while a response is read counts for the response.
      if (issued?.process === process && issued.asked < jumped && !seenAt.has(accessToken))
        ledger.tokens.set(accessToken, { ...issued, wall: issuedAt })
      return !deadSessions.has(session) && !(issued?.login !== undefined && deadLogins.has(issued.login))
    },
  }
  const auth = createModelCoordinator({
    source: sourceFor(process),
    store: storeFor(process),
    clock,
    proactive: world.proactive ? refreshTimer() : undefined,
    beforeSignIn: world.sendsBeforeSignIn ? 'send-without-token' : 'fail',
  } as never)

  auth.on('refresh', ({ generation, reason, grant, duration }) => {
    hasBegun = true
    requestsOfRefresh = 0
    noteToken()
    mustLogIn = false
    if (newest !== undefined && generation > newest.generation) newest = undefined
    if (generations.has(generation) && grant !== 'store') ledger.breach('events', 'a refresh was told twice')
    generations.add(generation)
    if (reason === 'rejected' && grant !== 'store') spendBudget(base.monotonic() - duration)
  })
  auth.on('refresh-failed', ({ reason, duration, class: failure }) => {
    // A login meanwhile opens the source again, and so does time where `retryAfterEnd` says so.
    if (failure === 'session-ended' && mustLogIn && newsBefore === news) isSourceClosed = !world.sendsBeforeSignIn
    requestsOfRefresh = 0
    if (reason === 'rejected') spendBudget(base.monotonic() - duration)
  })
  auth.on('cooldown', ({ duration }) => {
    // A token of another process ends a cooldown that began in the same moment.
    coolingUntil = foundAt === base.monotonic() ? -Infinity : base.monotonic() + duration
  })
  auth.on('session-ended', () => {
    hasBegun = true
    epoch++
    generations.clear()
    requestsOfRefresh = 0
    newest = undefined
    if (++sessionsEnded > tokensTaken + logouts + 1) ledger.breach('events', 'the end of a session was told twice')
  })
  auth.on('refresh-outcome-unknown' as never, () => void told.unknown++)
  auth.on('store-failed', () => void told.storeFailed++)
  auth.on('*', (event) => requestLog.note(event))
  return process

  function noteToken(): void {
    tokensTaken++
    coolingUntil = -Infinity
    noteNews()
  }

  /** A token opens a source that has ended the session. */
  function noteNews(): void {
    news++
    isSourceClosed = false
  }

  /** Something calls for another token. */
  function reset(): void {
    newest = undefined
    isSettled = false
    requestsOfRefresh = 0
  }

  function doubt(found: string): void {
    isSettled = false
    if (newest !== undefined && found !== newest.accessToken) newest = undefined
  }

  function send(call: Call, isAbortable: boolean): void {
    const { accessToken } = auth.peek()
    const isPresent = call.session === auth.session
    call.trace = auth.trace(call.session)
    call.request = ++requests
    const waiting = auth.authorize(
      call.trace,
      call.session,
      isAbortable ? call.controller.signal : undefined,
      (sent) => arrived(call, sent),
      () => sentWithoutToken(call),
    )
    const atOnce = waiting === undefined ? call.sends.at(-1)?.accessToken : undefined
    if (isPresent && atOnce !== accessToken) ledger.breach('peek', 'another token is shown than a request gets')
    if (waiting === undefined) return
    if (call.session === auth.session && !isDisposed && phaseOf(newest) !== 'expired')
      ledger.breach('withheld', 'a valid token was withheld')
    follow(call, waiting)
  }

  function sentWithoutToken(call?: Call): void {
    if (hasCrashed) return
    if (call?.trace !== undefined) requestLog.sent(call.request)
    if (!world.sendsBeforeSignIn) ledger.breach('without token', 'a request went out without a token')
    if (hasBegun) ledger.breach('without token', 'a request went out without a token after a session had begun or ended')
    if (!isSignedOut) ledger.breach('without token', 'a request went out without a token though nobody had said that nobody is signed in')
  }

  function reject(call: Call, sent: Sent, status: number, replayable: boolean): void {
    const isStale = newest !== undefined && newest.generation > sent.generation && phaseOf(newest) === 'fresh'
    if (status === 401 && !isStale) {
      if (newest?.generation === sent.generation) newest = undefined
      isSettled = false
    }
    const before = requestsOfRefresh
    follow(
      call,
      auth.reject(call.trace, sent, status, replayable, call.controller.signal, (next) => {
        if (status !== 401) ledger.breach('decision', 'an answer that says nothing of the token was replayed')
        if (!replayable) ledger.breach('decision', 'a request that can be sent once was replayed')
        if (next.accessToken === sent.accessToken && !acceptedTokens.has(sent.accessToken))
          ledger.breach('decision', 'replayed with the token that was rejected')
        arrived(call, next)
      }),
    )
    if (isStale && requestsOfRefresh > before) ledger.breach('floods', 'a stale rejection caused a token request')
  }

  function end(call: Call): void {
    if (call.trace !== undefined) requestLog.ended(call.request)
    call.trace = undefined
  }

  function follow(call: Call, promise: Promise<void>): void {
    call.isWaiting = true
    const { trace } = call
    const before = call.sends.length
    const followed = async (): Promise<void> => {
      try {
        await promise
        // An end without another attempt is the response of the last one.
        if (call.sends.length === before) end(call)
      } catch (error) {
        trace?.failed(error)
        end(call)
      } finally {
        call.isWaiting = false
      }
    }
    track(followed())
  }

  function arrived(call: Call, sent: Sent): void {
    if (hasCrashed) return
    call.sends.push(sent)
    if (call.trace !== undefined) requestLog.sent(call.request)
    hasBegun = true
    let issued = ledger.tokens.get(sent.accessToken)
    // A clock that is set while a response is read counts for the response.
    if (!seenAt.has(sent.accessToken) && issued?.process === process && issued.asked < jumped && phaseOf(sent) === 'expired') {
      issued = { ...issued, wall: clock.wall(), monotonic: base.monotonic() }
      ledger.tokens.set(sent.accessToken, issued)
    }
    if (!seenAt.has(sent.accessToken)) seenAt.set(sent.accessToken, base.monotonic())
    if (issued === undefined) {
      ledger.breach('dead', 'what was sent is no token')
      return
    }
    if (call.sends.length > mostSends) ledger.breach('sends', `a request was sent ${call.sends.length} times`)
    belongTo(call.session, issued.user, issued.login, 'sent')
    const { login } = issued
    // Which of two came first, a logout here or a token there, clocks that differ can't tell.
    const isOlder = login === undefined && issued.asked < voidBefore && (issued.process === process || time.isCommon)
    if (isOver(issued, sent.accessToken) || isOlder) ledger.breach('logout', 'a token from before a logout was sent after it')
    if (phaseOf(sent, 'seen') === 'expired') ledger.breach('dead', 'a dead token was sent')
    if (sent.generation >= Math.max(highestGeneration, newest?.generation ?? 0)) {
      newest = sent
      highestGeneration = sent.generation
      isSettled = hardAge(issued) === Infinity
    }
  }

  function isOver(issued: Issued | undefined, accessToken: string): boolean {
    return (issued?.login !== undefined && deadLogins.has(issued.login)) || deadSessions.has(ledger.sessions.get(accessToken) ?? '')
  }

  /** A session is one user's. */
  function belongTo(session: object, user: string, login: number | undefined, how: string): void {
    const known = users.get(session)
    if (known !== undefined && known !== user) ledger.breach('users', `a token of ${user} was ${how} in a session of ${known}`)
    users.set(session, known ?? user)
    if (login !== undefined) logins.set(session, (logins.get(session) ?? new Set()).add(login))
  }

  /** A process knows of another's token only by the wall clock how old it is: at least since it was seen, at most since it was issued. */
  function phaseOf(sent: Sent | undefined, since: 'issued' | 'seen' = 'issued'): 'fresh' | 'due' | 'expired' {
    const issued = sent && ledger.tokens.get(sent.accessToken)
    if (issued === undefined) return 'expired'
    const begun = since === 'issued' || issued.process === process ? issued.monotonic : (seenAt.get(sent!.accessToken) ?? base.monotonic())
    const age = Math.max(clock.wall() - issued.wall, base.monotonic() - begun)
    if (age < softAge(issued)) return 'fresh'
    return age < hardAge(issued) ? 'due' : 'expired'
  }

  /** @param begun - when the refresh began, ms: its event comes at its end, and the budget grows meanwhile */
  function spendBudget(begun: number): void {
    const gained = Math.max(0, Math.floor((begun - budgetSince) / rejectionInterval))
    budgetSince += gained * rejectionInterval
    rejectionBudget = Math.min(rejectionsAtOnce, rejectionBudget + gained) - 1
    // A step of the clock may lie between the moment that the budget was asked in and the one that is told.
    if (rejectionBudget < -1) ledger.breach('floods', 'rejections caused more refreshes than their budget allows')
  }

  /** A rejection is an answer like any other; what counts is that there is one. */
  function track(promise: Promise<unknown>): void {
    const settled: Promise<unknown> = promise.catch(() => {}).then(() => open.delete(settled))
    open.add(settled)
  }
}
