import { createFakeClock } from '../fake-clock.ts'
import { createLedger } from './ledger.ts'
import { type Awaited, createPendingList } from './pending.ts'
import { shareAmongMembers } from './port.ts'
import { createModelProcess, type ModelProcess, type ProcessOptions } from './process.ts'
import { choiceOf, createServer } from './server.ts'
import { createSharedStore } from './shared-store.ts'
import type { Step } from './steps.ts'

/** What can be configured of the world that a schedule runs in. */
export interface WorldOptions {
  /** Has the source credentials of its own? */
  readonly canObtain: boolean
  /** Do responses say whose tokens they are? */
  readonly hasSubjects: boolean
  /** Does the server give a new refresh token for each that it takes? */
  readonly rotates: boolean
  readonly hasInitial: boolean
  readonly proactive: boolean
  /** Do requests go out without a token before any session, and does the server say at times that nobody is signed in? */
  readonly sendsBeforeSignIn: boolean
  readonly processes: 1 | 2 | 3
  /** Does the store answer late, and in any order? */
  readonly slowStore: boolean
  /** Does it fail, lose confirmations, give nulls and garbage? */
  readonly faultyStore: boolean
  readonly hasLease: boolean
  readonly hasSubscribe: boolean
  /** Do the processes have stores of their own, and share their refresh token by a family? */
  readonly isFamily: boolean
  /** How far the processes' wall clocks are apart, ms. */
  readonly skew: number
}

/** What a schedule has come to. */
export interface WorldState {
  /** What waits for an answer, oldest first. */
  readonly awaited: readonly Awaited[]
  /** The requests of each process that were sent and can be answered. */
  readonly answerable: readonly (readonly number[])[]
}

/** More than the budget for rejections has. */
const rejectionsInARow = 13

/**
 * Runs one schedule, brings all to a good end, and throws the breaches.
 *
 * @returns what there was before the end
 */
export async function runSchedule(options: WorldOptions, steps: readonly Step[], rules: RegExp = /./): Promise<WorldState> {
  const ledger = createLedger(rules)
  // Nobody reads where an error of a schedule was made.
  Error.stackTraceLimit = 0
  const clock = createFakeClock(undefined, oneTurn)
  const pending = createPendingList()
  const server = createServer(options, ledger, pending)
  const shared = createSharedStore(options, ledger, pending)
  const join = shareAmongMembers()
  const told: ProcessOptions['told'] = { unknown: 0, storeFailed: 0 }
  const time: ProcessOptions['time'] = { isCommon: options.skew === 0 }
  const all: ModelProcess[] = []
  const alive = Array.from({ length: options.processes }, (_, index) => start(index))
  let lastLogin: { readonly user: string; readonly process: ModelProcess; readonly response: ReturnType<typeof server.login> } | undefined

  for (const step of steps) {
    perform(step, alive[step.process % alive.length]!)
    if (step.kind === 'flood') await flood(alive[step.process % alive.length]!)
    if (step.turns < 8) for (let turn = 0; turn < step.turns; turn++) await Promise.resolve()
    else await settle()
    if (step.ms > 0) await clock.advance(step.ms)
    for (const process of alive) process.checkPeek()
    if (ledger.breaches.length > 0) throw new Error(ledger.breaches.join('; '))
  }
  const state = { awaited: pending.kinds, answerable: alive.map(({ answerable }) => answerable) }
  await finish()
  if (ledger.breaches.length > 0) throw new Error(ledger.breaches.join('; '))
  return state

  function start(index: number): ModelProcess {
    const own = options.isFamily ? createSharedStore(options, ledger, pending) : shared
    const process = createModelProcess(
      (self) => (options.isFamily ? join(server.sourceFor(self)) : server.sourceFor(self)),
      (self) => own.storeFor(self),
      { world: options, ledger, clock, skew: index * options.skew, told, time },
    )
    all.push(process)
    return process
  }

  function perform({ kind, which, choice, process: index }: Step, process: ModelProcess): void {
    switch (kind) {
      case 'request':
        return process.request(choice % 2 === 0)
      case 'reject':
        return process.answer(which, choice % 8 === 7 ? 400 + (choice % 200) : 401, choice % 4 !== 3)
      case 'accept':
        return process.answer(which, 200, true)
      case 'retry':
        return process.retry(which)
      case 'abort':
        return process.abort(which)
      case 'settle':
        return pending.size > 0 ? pending.settle(which, choice) : undefined
      case 'jump':
        return process.jump([-3_600_000, -1550, 1550, 3_600_000][choice % 4]!)
      case 'login':
        return login(process, choice)
      case 'clear':
        process.clear()
        return server.logout()
      case 'switch user':
        process.clear()
        server.logout()
        return login(process, choice)
      case 'invalidate':
        return process.invalidate()
      case 'flood':
      case 'wait':
        return
      case 'spoil':
        return options.faultyStore ? shared.spoil() : undefined
      case 'crash': {
        // The members of a family are in one process, in which no coordinator crashes alone.
        if (options.isFamily) return
        process.crash()
        alive[index % alive.length] = start(index % alive.length)
        return
      }
    }
  }

  /** Every token is rejected, and nobody can send a request again. */
  async function flood(process: ModelProcess): Promise<void> {
    for (let count = 0; count < rejectionsInARow; count++) {
      process.requestAndReject()
      await settle()
      for (let round = 0; round < 5 && pending.size > 0; round++) {
        pending.settle(0, 0)
        await settle()
      }
    }
  }

  function login(process: ModelProcess, choice: number): void {
    // Where responses don't say whose they are, credentials of one's own and logins are the same user's.
    const user = options.canObtain && !options.hasSubjects ? 'machine' : ['alice', 'bob'][choice % 2]!
    process.setTokens(
      (continued) => {
        if (continued !== undefined) return server.stepUp(continued, user, process)
        const isShared =
          options.isFamily && lastLogin?.user === user && lastLogin.process !== process && isFresh(lastLogin.response.refresh_token)
        const response = isShared
          ? { ...server.login(user, process), refresh_token: lastLogin!.response.refresh_token }
          : server.login(user, process)
        lastLogin = { user, process, response }
        return response
      },
      choice % 5 === 4 && !options.hasSubjects && user === 'machine',
    )
  }

  function isFresh(refreshToken: string | null | undefined): boolean {
    return ledger.refreshTokens.get(refreshToken ?? '')?.presented === 0
  }

  async function settle(): Promise<void> {
    await oneTurn()
    for (const process of alive) process.settle()
  }

  /** Lets all come to a good end; then whoever lives is served, and nothing is left. */
  async function finish(): Promise<void> {
    await settleAll()
    for (const process of alive) {
      let served: boolean | undefined
      if (!options.canObtain || process.needsLogin) login(process, 0)
      await settleAll()
      await clock.advance(300_000)
      if (!options.canObtain || process.needsLogin) login(process, 0)
      void process.isServed().then((answer) => (served = answer))
      await settleAll(() => served !== undefined)
      if (served === undefined) ledger.breach('settled', 'a request never settled')
      if (served === false && !(await isServedLater(process))) ledger.breach('locked out', 'no token is to be had any more')
    }
    for (const process of alive) await disposeInMidRefresh(process)
    await settleAll()
    for (const process of all) {
      process.checkEvents()
      if (process.open > 0) ledger.breach('settled', `${process.open} promises never settled`)
      if (process.timers > 0 && !process.hasCrashed) ledger.breach('settled', `${process.timers} timers are left`)
    }
    if (shared.unreleased() > 0) ledger.breach('leases', `${shared.unreleased()} leases were never given back`)
  }

  /** What a refresh token brings is saved, though its coordinator is disposed of meanwhile. */
  async function disposeInMidRefresh(process: ModelProcess): Promise<void> {
    process.invalidate()
    await settle()
    for (let round = 0; round < 10 && pending.size > 0 && !pending.kinds.includes('token'); round++) {
      pending.settle(0, 0)
      await settle()
    }
    process.dispose()
    const rotated = server.lastRotated
    const which = pending.kinds.indexOf('token')
    if (which !== -1) pending.settle(which, choiceOf('rotates'))
    await settleAll()
    const isKept = server.lastRotated === rotated || shared.record?.refreshToken === server.lastRotated
    if (!isKept && options.processes === 1 && !options.faultyStore && !options.isFamily)
      ledger.breach('seen through', 'a refresh token that was rotated is lost')
  }

  /** A request can fail in a cooldown, or end with a session that another process replaced; the next is served. */
  async function isServedLater(process: ModelProcess): Promise<boolean> {
    for (let round = 0; round <= options.processes; round++) {
      // Longer than a cooldown.
      await clock.advance(30_000)
      let served: boolean | undefined
      void process.isServed().then((answer) => (served = answer))
      await settleAll(() => served !== undefined)
      if (served === true) return true
    }
    return false
  }

  async function settleAll(isDone = (): boolean => all.every(({ open }) => open === 0)): Promise<void> {
    for (let round = 0; round < 60; round++) {
      await settle()
      for (let count = 0; count < 40 && pending.size > 0; count++) {
        pending.settle(0, 0)
        await settle()
      }
      if (isDone() && pending.size === 0) return
      await clock.advance(10_000)
    }
  }
}

/** Lets every promise settle that can settle now. */
function oneTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
