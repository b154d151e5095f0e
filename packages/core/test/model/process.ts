// One process: a coordinator, its clock, its requests, and the rules that watch over them.

import { refreshTimer, type TokenResponse, type TokenSource, type TokenStore } from '../../src/index.ts'
import type { FakeClock } from '../fake-clock.ts'
import { type Calls, createCalls } from './calls.ts'
import { followEvents, type ToldFailures } from './follow-events.ts'
import type { Ledger } from './ledger.ts'
import { createOpenPromises } from './open-promises.ts'
import { createModelCoordinator } from './port.ts'
import { createProcessClock } from './process-clock.ts'
import { createProcessRules } from './process-rules.ts'
import { createProcessState, type Watched } from './process-state.ts'
import { createProcessWatch, type ProcessWatch } from './process-watch.ts'
import { checkPeek } from './rules/peeks.ts'
import type { WorldOptions } from './world-options.ts'

/** One process with one coordinator, and a watch over all that it does. */
export interface ModelProcess extends ProcessWatch {
  readonly calls: Calls
  /** @param respond - makes the response of a login, or one that continues the login it is given */
  setTokens(respond: (login: number | undefined) => TokenResponse, isSame: boolean): void
  clear(): void
  invalidate(): void
  jump(ms: number): void
  crash(): void
  dispose(): void
  /** May its source have ended the session, so that only a login helps? */
  needsLogin(): boolean
  /** How many promises have not settled; those of a crashed process do not count. */
  openPromises(): number
  /** What was found in the store counts as learned from now on. */
  settle(): void
  /** Every event was told by now. */
  checkEvents(): void
  /** Does `peek()` tell the truth now? */
  checkPeek(): void
}

export interface ProcessOptions {
  readonly world: WorldOptions
  readonly ledger: Ledger
  readonly clock: FakeClock
  readonly skew: number
  /** Of this process, or of its family. */
  readonly failures: ToldFailures
  readonly time: Watched['time']
}

export function createModelProcess(
  sourceFor: (watch: ProcessWatch) => TokenSource,
  storeFor: (watch: ProcessWatch) => TokenStore | undefined,
  { world, ledger, clock: base, skew, failures, time }: ProcessOptions,
): ModelProcess {
  const state = createProcessState()
  const clock = createProcessClock(base, skew, state)
  const watched: Watched = { world, ledger, clock, state, time }
  const rules = createProcessRules(watched)
  const open = createOpenPromises()
  const { promise: crashed, resolve: endAtOnce } = Promise.withResolvers<'crashed'>()

  const watch = createProcessWatch(watched, rules, crashed, failures)
  const auth = createModelCoordinator({
    source: sourceFor(watch),
    store: storeFor(watch),
    clock,
    proactive: world.proactive ? refreshTimer() : undefined,
    beforeSignIn: world.sendsBeforeSignIn ? 'send-without-token' : 'fail',
  } as never)
  followEvents(auth, rules, state, failures)

  return {
    ...watch,
    calls: createCalls(auth, watched, rules, open),
    setTokens,
    clear,
    invalidate() {
      rules.reset()
      auth.invalidate()
    },
    jump(ms) {
      clock.jump(ms)
      time.isCommon = false
      state.jumped = ledger.next()
    },
    crash() {
      state.hasCrashed = true
      endAtOnce('crashed')
    },
    dispose() {
      if (state.isDisposed) return
      state.isDisposed = true
      rules.reset()
      open.track(auth.dispose())
    },
    needsLogin: () => rules.endedSource.needsLogin(),
    openPromises: () => (state.hasCrashed ? 0 : open.count()),
    settle: () => rules.logouts.learn(),
    checkEvents() {
      if (!state.hasCrashed) rules.requestEvents.check()
    },
    checkPeek() {
      if (!state.hasCrashed) checkPeek(auth.peek(), watched, rules.ages, rules.logouts)
    },
  }

  function setTokens(respond: (login: number | undefined) => TokenResponse, isSame: boolean): void {
    const login = isSame ? rules.users.loginsOf(auth.session()).at(-1) : undefined
    state.epoch++
    const response = respond(login)
    rules.reset()
    rules.noteToken()
    open.track(auth.setTokens(response, login !== undefined))
    if (state.isDisposed) return
    rules.logouts.noteSet(response.refresh_token)
    rules.users.check(auth.session(), ledger.tokens.get(response.access_token)!, 'set')
    rules.newest.noteLogin()
  }

  /** Rule `session`: a logout begins a new session at once. */
  function clear(): void {
    state.hasLoggedOut = true
    state.hasBegun = true
    state.epoch++
    rules.toldOnce.noteLogout()
    const before = auth.session()
    rules.logouts.noteLogout(rules.users.loginsOf(before))
    rules.reset()
    open.track(auth.clear())
    if (auth.peek().accessToken !== undefined) ledger.breach('peek', 'a token is shown after a logout')
    if (auth.session() === before && !state.isDisposed) ledger.breach('session', 'a logout began no new session')
  }
}
