import type { FakeClock } from '../fake-clock.ts'
import type { Ledger } from './ledger.ts'
import type { Login } from './logins.ts'
import { choiceOf } from './outcomes.ts'
import type { PendingList } from './pending.ts'
import type { ModelProcess } from './process.ts'
import type { Server } from './server.ts'
import type { SharedStore } from './shared-store.ts'
import type { WorldOptions } from './world-options.ts'

/** A world whose steps are done. */
export interface FinishedWorld {
  readonly options: WorldOptions
  readonly ledger: Ledger
  readonly clock: FakeClock
  readonly pending: PendingList
  readonly server: Server
  readonly shared: SharedStore
  readonly login: Login
  /** Every process, those that have crashed included. */
  readonly all: readonly ModelProcess[]
  readonly alive: readonly ModelProcess[]
  readonly settle: () => Promise<void>
}

/** What must hold in the end, whatever has happened. */
export interface Ending {
  /** Lets all come to a good end; then whoever lives is served, and nothing is left. */
  finish(): Promise<void>
}

export function createEnding({ options, ledger, clock, pending, server, shared, login, all, alive, settle }: FinishedWorld): Ending {
  return {
    async finish() {
      await settleAll()
      // A store that keeps its callers waiting while the time runs on would be away for good.
      pending.storesWorkWell = true
      for (const process of alive) await checkServed(process)
      pending.storesWorkWell = false
      for (const process of alive) await disposeInMidRefresh(process)
      await settleAll()
      for (const process of all) checkSettled(process)
      if (shared.unreleased() > 0) ledger.breach('leases', `${shared.unreleased()} leases were never given back`)
    },
  }

  /** Rule `locked out`: whoever lives gets a token after a login, or with credentials. */
  async function checkServed(process: ModelProcess): Promise<void> {
    if (!options.canObtain || process.needsLogin()) login(process, 0)
    await settleAll()
    await clock.advance(300_000)
    if (!options.canObtain || process.needsLogin()) login(process, 0)
    const served = await isServed(process)
    if (served === undefined) ledger.breach('settled', 'a request never settled')
    if (served === false && !(await isServedLater(process))) ledger.breach('locked out', 'no token is to be had any more')
  }

  /** A request can fail in a cooldown, or end with a session that another process replaced; the next is served. */
  async function isServedLater(process: ModelProcess): Promise<boolean> {
    for (let round = 0; round <= options.processes; round++) {
      // Longer than a cooldown.
      await clock.advance(30_000)
      if ((await isServed(process)) === true) return true
    }
    return false
  }

  /** Undefined: the request never settled. */
  async function isServed(process: ModelProcess): Promise<boolean | undefined> {
    let served: boolean | undefined
    void process.calls.isServed().then((answer) => (served = answer))
    await settleAll(() => served !== undefined)
    return served
  }

  /** Rule `seen through`: what a refresh token brings is saved, though its coordinator is disposed of meanwhile. */
  async function disposeInMidRefresh(process: ModelProcess): Promise<void> {
    process.invalidate()
    await settle()
    for (let round = 0; round < 10 && pending.size() > 0 && !pending.kinds().includes('token'); round++) {
      pending.settle(0, 0)
      await settle()
    }
    process.dispose()
    const rotated = server.lastRotated()
    const which = pending.kinds().indexOf('token')
    if (which !== -1) pending.settle(which, choiceOf('rotates'))
    await settleAll()
    const isKept = server.lastRotated() === rotated || (await shared.record())?.refreshToken === server.lastRotated()
    if (!isKept && options.processes === 1 && !options.faultyStore && !options.sharesRefreshToken)
      ledger.breach('seen through', 'a refresh token that was rotated is lost')
  }

  /** Rule `settled`: every promise has settled, no timer is left, and all events were told. */
  function checkSettled(process: ModelProcess): void {
    process.checkEvents()
    const promises = process.openPromises()
    const timers = process.state.hasCrashed ? 0 : process.clock.pendingTimers()
    if (promises > 0) ledger.breach('settled', `${promises} promises never settled`)
    if (timers > 0) ledger.breach('settled', `${timers} timers are left`)
  }

  async function settleAll(isDone = (): boolean => all.every((process) => process.openPromises() === 0)): Promise<void> {
    for (let round = 0; round < 60; round++) {
      await settle()
      for (let count = 0; count < 40 && pending.size() > 0; count++) {
        pending.settle(0, 0)
        await settle()
      }
      if (isDone() && pending.size() === 0) return
      await clock.advance(10_000)
    }
  }
}
