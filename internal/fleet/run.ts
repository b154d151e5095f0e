import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startTestbed } from '@everbearer/testbed'
import { machineTime } from '@everbearer/testbed/token-books'
import { type Chaos, createChaos } from './chaos.ts'
import { type Evaluation, evaluateRun } from './evaluate-run.ts'
import { type Fleet, type FleetOptions, startFleet } from './fleet.ts'
import { parseLog, type SessionKind, sessionKinds } from './log-line.ts'
import { createLogins } from './logins.ts'
import type { Mishap } from './plan.ts'
import type { StorePlace } from './places/store-place.ts'
import { registerClient } from './register-client.ts'
import { leaseTime, scaled } from './worker/settings.ts'

export interface FleetRun extends FleetOptions {
  /** How long the run lasts, in lifetimes of the access tokens. */
  readonly lifetimes: number
  /** What goes wrong, and when. */
  readonly plan: readonly Mishap[]
  readonly store: StorePlace
  /** Called with each mishap and login. */
  readonly note: (text: string) => void
  /** Called when all processes have begun to send requests. @default nothing */
  readonly onStart?: () => void
  /** Ends the run early. @default never */
  readonly signal?: AbortSignal
}

const user = { username: 'user', password: 'password' }

/** Runs a fleet with mishaps, and holds it against the guarantee. */
export async function runFleet({
  lifetimes,
  plan,
  note,
  onStart,
  signal = new AbortController().signal,
  ...options
}: FleetRun): Promise<Evaluation> {
  const { processes, lifetime, folder, store, sessions = sessionKinds } = options
  await mkdir(folder, { recursive: true })
  let chaos: Chaos | undefined
  await using testbed = await startTestbed({ onTokenRequest: (request) => chaos?.onTokenRequest(request) })
  testbed.registerUser(user)
  const clients = { obtains: registerClient(testbed, lifetime), refreshes: registerClient(testbed, lifetime) }

  let fleet: Fleet | undefined
  const fleetNow = (): Fleet => fleet!
  chaos = createChaos({
    fleet: fleetNow,
    store,
    processes,
    lifetime,
    // One and a half times as long as the lease.
    pauseTime: scaled(1.5 * leaseTime, { lifetime }),
    sessionOf: (clientId) => sessionKinds.find((session) => clients[session].clientId === clientId),
    note,
    signal,
  })
  const { isHit, play, happened } = chaos
  const logins = createLogins({ testbed, user, client: clients.refreshes, lifetime, processes, fleet: fleetNow, isHit, note })
  fleet = await startFleet(options, testbed, clients, store, (notice) => {
    if (notice.kind === 'session-ended') logins.request()
    if (notice.kind === 'serving') logins.noteService()
  })
  const begun = machineTime()
  onStart?.()
  if (sessions.includes('refreshes')) await logins.logIn()
  await Promise.all([play(plan, begun), pause(lifetimes * lifetime, undefined, { signal }).catch(() => {})])
  logins.stop()
  const crashes = await fleet.stop()
  const duration = machineTime() - begun

  const logs = await Promise.all(
    fleet
      .names()
      .map(async (process) => ({ process, lines: parseLog(await readFile(join(folder, `${process}.log`), 'utf8').catch(() => '')) })),
  )
  const books = (session: SessionKind) =>
    testbed.tokenRequests.filter(({ clientId, process }) => clientId === clients[session].clientId && process !== undefined)
  return evaluateRun({
    logs,
    books: { obtains: books('obtains'), refreshes: books('refreshes') },
    happened: happened(),
    planned: plan.length,
    lifetime,
    duration,
    crashes,
  })
}
