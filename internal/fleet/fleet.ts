import { join } from 'node:path'
import type { RegisteredClient, Testbed } from '@everbearer/testbed'
import { type SessionKind, sessionKinds } from './log-line.ts'
import { directionOfSkew } from './plan.ts'
import type { StorePlace } from './places/store-place.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'
import type { WorkerNotice, WorkerSettings } from './worker/settings.ts'

export interface FleetOptions {
  readonly processes: number
  /** Lifetime of the access tokens, ms. */
  readonly lifetime: number
  /** Time between two requests of one session in one process, ms. */
  readonly interval: number
  readonly seed: number
  /** How far the clocks of the processes are off, ms: some by so much one way, some the other way, and some not at all. */
  readonly skew: number
  /** The sessions that each process has. @default both */
  readonly sessions?: readonly SessionKind[]
  /** When a refresh is due, as a fraction of the lifetime. @default each process draws its own */
  readonly refreshAt?: number
  /** @default true */
  readonly hasStoreClock?: boolean
  /** @default true */
  readonly hasLeases?: boolean
  /** Where each process has its log: `<name>.log`. */
  readonly folder: string
}

/** The processes of a fleet: one in each place. A process that is killed has a successor in its place. */
export interface Fleet {
  /** The process that is in the place now. */
  readonly at: (place: number) => WorkerProcess
  readonly placeOf: (name: string) => number
  /** Kills the process in the place, and starts another. Resolves when the old process has ended. */
  readonly replace: (place: number) => Promise<void>
  /** The names of all processes so far. */
  readonly names: () => readonly string[]
  /** Lets each process finish its requests. Resolves with what went wrong in processes that ended by themselves. */
  readonly stop: () => Promise<string[]>
}

/** How many processes start at the same time. */
const groupSize = 8

/** @param onNotice - called with what a process reports */
export async function startFleet(
  {
    processes,
    lifetime,
    interval,
    seed,
    folder,
    skew,
    sessions = sessionKinds,
    refreshAt,
    hasStoreClock = true,
    hasLeases = true,
  }: FleetOptions,
  { tokenEndpoint, api }: Pick<Testbed, 'tokenEndpoint' | 'api'>,
  clients: Readonly<Record<SessionKind, RegisteredClient>>,
  store: StorePlace,
  onNotice: (notice: WorkerNotice, place: number) => void,
): Promise<Fleet> {
  const started: WorkerProcess[] = []
  const current: WorkerProcess[] = []
  const incarnations = Array.from({ length: processes }, () => 0)
  // In groups: a process that starts is busy.
  for (let first = 0; first < processes; first += groupSize) {
    const group = incarnations.slice(first, first + groupSize)
    await Promise.all(group.map((_none, index) => start(first + index)))
  }
  process.on('exit', killAll)
  return {
    at: (place) => current[place]!,
    placeOf: (name) => Number(/\d+/.exec(name)?.[0]),
    async replace(place) {
      const old = current[place]!
      old.kill('SIGKILL')
      await old.ended
      void start(place)
    },
    names: () => started.map(({ name }) => name),
    async stop() {
      for (const worker of current) worker.send({ kind: 'stop' })
      const ends = await Promise.all(started.map(({ ended }) => ended))
      process.off('exit', killAll)
      return ends.filter((end) => end !== undefined)
    },
  }

  function killAll(): void {
    for (const worker of current) worker.kill('SIGKILL')
  }

  /** Resolves when the process has begun to send requests. */
  function start(place: number): Promise<void> {
    const incarnation = incarnations[place]!++
    const name = `p${place}.${incarnation + 1}`
    const settings: WorkerSettings = {
      name,
      logFile: join(folder, `${name}.log`),
      tokenEndpoint,
      api,
      clients,
      store: store.addressFor(place),
      skew: skew * directionOfSkew(place, incarnation, seed),
      sessions,
      refreshAt,
      hasStoreClock,
      hasLeases,
      interval,
      lifetime,
    }
    return new Promise((resolve) => {
      const worker = startWorker(settings, (notice) => {
        if (notice.kind === 'ready') resolve()
        onNotice(notice, place)
      })
      current[place] = worker
      started.push(worker)
      void worker.ended.then(() => resolve())
    })
  }
}
