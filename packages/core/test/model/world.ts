// Runs one schedule: steps of processes, of the server and of the store that they share.

import { createFakeClock } from '../fake-clock.ts'
import { createEnding } from './ending.ts'
import type { ToldFailures } from './follow-events.ts'
import { createLedger } from './ledger.ts'
import { createLogins } from './logins.ts'
import { createMemoryPlace, type CreateModelPlace, type ModelPlace } from './model-place.ts'
import { createPendingList } from './pending.ts'
import { shareAmongMembers } from './port.ts'
import { createModelProcess, type ModelProcess } from './process.ts'
import { createRealTime } from './real-time.ts'
import { createClaimRule } from './rules/claims.ts'
import { createServer } from './server.ts'
import { createSharedStore } from './shared-store.ts'
import type { Step } from './steps.ts'
import type { WorldOptions, WorldState } from './world-options.ts'

/** More than the budget for rejections has. */
const rejectionsInARow = 13

/**
 * Runs one schedule, brings all to a good end, and throws the breaches.
 *
 * @param rules - which rules count, by their names
 * @param createPlace - makes the place of a store
 * @returns what there was before the end
 */
export async function runSchedule(
  options: WorldOptions,
  steps: readonly Step[],
  rules: RegExp = /./,
  createPlace: CreateModelPlace = createMemoryPlace,
): Promise<WorldState> {
  const places = await Promise.all(Array.from({ length: options.sharesRefreshToken ? options.processes : 1 }, async () => createPlace()))
  try {
    return await runIn(places, options, steps, rules)
  } finally {
    for (const place of places) await place.close()
  }
}

/** @param places - one for each process, or one for all */
async function runIn(places: readonly ModelPlace[], options: WorldOptions, steps: readonly Step[], rules: RegExp): Promise<WorldState> {
  const ledger = createLedger(rules)
  // Nobody reads where an error of a schedule was made.
  Error.stackTraceLimit = 0
  const realTime = createRealTime()
  const clock = createFakeClock(undefined, realTime.settle)
  const pending = createPendingList()
  const claims = createClaimRule(options, ledger)
  const server = createServer(options, ledger, pending, claims)
  const stores = places.map((place) => createSharedStore(place, { options, ledger, pending, realTime, claims }))
  const shared = stores[0]!
  const join = shareAmongMembers()
  const login = createLogins(options, ledger, server)
  const createFailures = (): ToldFailures => ({ unknown: 0, claimSkipped: 0 })
  const ofFamily = createFailures()
  const time = { isCommon: options.skew === 0 }
  const all: ModelProcess[] = []
  const alive = Array.from({ length: options.processes }, (_, index) => start(index))
  const ending = createEnding({ options, ledger, clock, pending, server, shared, login, all, alive, settle })

  for (const step of steps) {
    perform(step, alive[step.process % alive.length]!)
    if (step.kind === 'flood') await flood(alive[step.process % alive.length]!)
    if (step.turns < 8) for (let turn = 0; turn < step.turns; turn++) await Promise.resolve()
    else await settle()
    if (step.ms > 0) await clock.advance(step.ms)
    for (const process of alive) process.checkPeek()
    if (ledger.breaches.length > 0) throw new Error(ledger.breaches.join('; '))
  }
  const state = { awaited: pending.kinds(), answerable: alive.map(({ calls }) => calls.answerable()) }
  await ending.finish()
  if (ledger.breaches.length > 0) throw new Error(ledger.breaches.join('; '))
  return state

  function start(index: number): ModelProcess {
    const own = stores[index % stores.length]!
    const process = createModelProcess(
      (self) => (options.sharesRefreshToken ? join(server.sourceFor(self)) : server.sourceFor(self)),
      (self) => own.storeFor(self),
      {
        world: options,
        ledger,
        clock,
        skew: index * options.skew,
        // One member of a family hands over what another has told.
        failures: options.sharesRefreshToken ? ofFamily : createFailures(),
        time,
      },
    )
    all.push(process)
    return process
  }

  function perform({ kind, which, choice, process: index }: Step, process: ModelProcess): void {
    switch (kind) {
      case 'request':
        return process.calls.request(choice % 2 === 0)
      case 'reject':
        return process.calls.respond(which, choice % 8 === 7 ? 400 + (choice % 200) : 401, choice % 4 !== 3)
      case 'rush':
        for (const each of alive) each.calls.request(false)
        return
      case 'accept':
        return process.calls.respond(which, 200, true)
      case 'retry':
        return process.calls.retry(which)
      case 'abort':
        return process.calls.abort(which)
      case 'settle':
        return pending.size() > 0 ? pending.settle(which, choice) : undefined
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
        if (options.sharesRefreshToken) return
        process.crash()
        alive[index % alive.length] = start(index % alive.length)
        return
      }
    }
  }

  /** Every token is rejected, and nobody can send a request again. */
  async function flood(process: ModelProcess): Promise<void> {
    for (let count = 0; count < rejectionsInARow; count++) {
      process.calls.requestAndReject()
      await settle()
      for (let round = 0; round < 5 && pending.size() > 0; round++) {
        pending.settle(0, 0)
        await settle()
      }
    }
  }

  async function settle(): Promise<void> {
    await realTime.settle()
    for (const process of alive) process.settle()
  }
}
