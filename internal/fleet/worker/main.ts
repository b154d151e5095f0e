import { type Coordinator, createCoordinator } from '@everbearer/core'
import { systemClock } from '@everbearer/core/adapter'
import { withBearer } from '@everbearer/fetch'
import { fingerprintOf } from '@everbearer/testbed/token-books'
import type { SessionKind } from '../log-line.ts'
import { openLog } from './event-log.ts'
import { noteEvents } from './note-events.ts'
import { openStore } from './open-store.ts'
import { scaled, type WorkerCommand, type WorkerNotice, type WorkerSettings } from './settings.ts'
import { createSource } from './source.ts'
import { startTraffic, type Traffic } from './traffic.ts'
import { watchedStore } from './watched-store.ts'

/** One process of the fleet: a session of each kind, each with steady requests, until it is stopped or killed. */
const settings = JSON.parse(process.argv[2]!) as WorkerSettings
const log = openLog(settings.logFile)
log.add({ kind: 'started', skew: settings.skew })
const lanes = new Map(await Promise.all(settings.sessions.map(async (session) => [session, await openLane(session)] as const)))
report({ kind: 'ready' })
process.on('message', (command: WorkerCommand) => void perform(command))
// Without the run, nobody would stop this process.
process.on('disconnect', () => process.exit(1))

function report(notice: WorkerNotice): void {
  if (process.connected) process.send?.(notice)
}

async function perform(command: WorkerCommand): Promise<void> {
  if (command.kind === 'login') {
    await lanes.get('refreshes')?.auth.setTokens(command.tokens)
    return
  }
  await Promise.all([...lanes.values()].map(({ traffic }) => traffic.stop()))
  await Promise.all([...lanes.values()].map(({ auth }) => auth[Symbol.asyncDispose]()))
  log.add({ kind: 'stopped' })
  process.exit(0)
}

async function openLane(session: SessionKind): Promise<{ readonly auth: Coordinator; readonly traffic: Traffic }> {
  const note = log.of(session)
  const { skew, api, interval } = settings
  const auth = createCoordinator({
    source: createSource(session, settings, note),
    origins: api,
    store: watchedStore(await openStore(session, settings), { ...settings, note, nameOf: fingerprintOf }),
    clock: { ...systemClock, wall: () => Date.now() + skew },
    refreshAt: settings.refreshAt,
    refreshTimeout: scaled(10_000, settings),
    maxRetryTime: scaled(30_000, settings),
    cooldown: { min: scaled(1_000, settings), max: scaled(20_000, settings) },
  })
  noteEvents(auth, note)
  auth.on('session-ended', ({ reason }) => {
    if (session === 'refreshes' && reason === 'no-grant') report({ kind: 'session-ended' })
  })
  const send = withBearer(fetch, auth)
  const traffic = startTraffic(
    () => send(`${api}/echo`),
    interval,
    (entry) => {
      note(entry)
      if (session === 'refreshes' && entry.kind === 'served') report({ kind: 'serving' })
    },
  )
  return { auth, traffic }
}
