import type { Scheduler } from 'fast-check'
import { type Authorization, createCoordinator, memoryStore, type TokenStore } from '../../src/index.ts'
import { createFakeClock, flush } from '../fake-clock.ts'
import { createEndpoint } from './endpoint.ts'
import type { Step, Stream } from './steps.ts'

/** What can be configured of the world that a schedule runs in. */
export interface WorldOptions {
  /** Has the source credentials of its own? */
  readonly canObtain: boolean
  /** Does the store answer late, and in any order? */
  readonly slowStore: boolean
}

const url = 'https://api.example.com/'

/**
 * Runs one schedule against a coordinator and throws the first breach of an invariant:
 * one token request at a time; no spent refresh token sent again; a valid token never withheld; no token request
 * for a stale 401; at most one replay for a request; and in the end every promise has settled and no timer is left.
 */
export async function runSchedule(scheduler: Scheduler, steps: readonly Step[], outcomes: Stream, options: WorldOptions): Promise<void> {
  const breaches: string[] = []
  const breach = (what: string): void => void breaches.push(what)
  const clock = createFakeClock()
  const endpoint = createEndpoint(scheduler, clock, outcomes, options.canObtain, breach)
  const memory = memoryStore()
  const store = options.slowStore ? slowStore(memory, scheduler) : memory
  const auth = createCoordinator({ source: endpoint.source, origins: 'any', store, clock, random: () => 0.5, refreshAt: 0.8 })

  const sent: Authorization[] = []
  const callers: AbortController[] = []
  const open = new Set<Promise<unknown>>()
  /** The newest authorization that came, until something makes it doubtful. */
  let newest: Authorization | undefined
  /** The newest generation that another process has saved. */
  let foreign = 0
  auth.on('refresh', ({ generation }) => {
    if (newest !== undefined && generation > newest.generation) newest = undefined
  })

  for (const step of steps) {
    await perform(step)
    await flush()
    if (breaches.length > 0) throw new Error(breaches.join('; '))
  }
  await settleAll()
  if (breaches.length > 0) throw new Error(breaches.join('; '))

  async function perform(step: Step): Promise<void> {
    switch (step.kind) {
      case 'request':
        return request(caller(step.abortable))
      case 'refuse':
        return refuse(sent[step.which % sent.length], caller(step.abortable))
      case 'abort':
        return callers[step.which % callers.length]?.abort(new Error('the caller left'))
      case 'settle':
        return scheduler.count() > 0 ? scheduler.waitNext(1) : undefined
      case 'advance':
        return clock.advance(step.ms)
      case 'jump':
        return clock.jump(step.ms)
      case 'set tokens':
        newest = undefined
        return track(auth.setTokens(endpoint.respond(step.refreshable)))
      case 'clear':
        newest = undefined
        return track(auth.clear())
      case 'invalidate':
        newest = undefined
        return auth.invalidate()
      case 'other process': {
        const known = await memory.load()
        const generation = known?.generation ?? 0
        const { access_token: accessToken } = endpoint.respond(false)
        // A coordinator that learns of it may take it up at any time.
        newest = undefined
        foreign = generation + 1
        await memory.save(
          { generation: generation + 1, accessToken, issuedAt: clock.wall(), lifetime: 300_000, refreshToken: `of-${accessToken}`, fields: {} },
          generation,
        )
      }
    }
  }

  function request(signal: AbortSignal | undefined): void {
    const authorization = auth.authorize(url, { signal }, false)
    if (authorization === undefined) return breach('a request was taken for none of ours')
    if (!(authorization instanceof Promise)) return arrived(authorization)
    if (phaseOf(newest) !== 'expired') breach('a valid token was withheld')
    track(authorization.then(arrived))
  }

  async function refuse(authorization: Authorization | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (authorization === undefined) return
    const isStale = newest !== undefined && newest.generation > authorization.generation && phaseOf(newest) === 'fresh'
    const before = endpoint.requests
    if (!authorization.replay && newest?.generation === authorization.generation) newest = undefined
    track(replay(authorization, signal))
    if (!isStale || endpoint.busy) return
    await flush()
    if (endpoint.requests > before) breach('a stale 401 caused a token request')
  }

  async function replay(authorization: Authorization, signal: AbortSignal | undefined): Promise<void> {
    const refused = { status: 401, challenge: 'Bearer error="invalid_token"', requestUrl: url, replayable: true, signal }
    const next = await auth.recover(authorization, refused)
    if (next === undefined) return
    if (authorization.replay) breach('a replay was replayed')
    if (next.generation === authorization.generation) breach('replayed with the token that was refused')
    arrived(next)
  }

  function arrived(authorization: Authorization): void {
    sent.push(authorization)
    if (authorization.generation < Math.max(newest?.generation ?? 0, foreign)) return
    newest = authorization
  }

  function phaseOf(authorization: Authorization | undefined): 'fresh' | 'due' | 'expired' {
    const issued = authorization && endpoint.issued(authorization.value.replace('Bearer ', ''))
    if (issued === undefined) return 'expired'
    const age = Math.max(clock.wall() - issued.wall, clock.monotonic() - issued.monotonic)
    if (age < issued.lifetime * 0.8) return 'fresh'
    return age < issued.lifetime - Math.min(10_000, issued.lifetime * 0.05) ? 'due' : 'expired'
  }

  function caller(abortable: boolean): AbortSignal | undefined {
    if (!abortable) return undefined
    const controller = new AbortController()
    callers.push(controller)
    return controller.signal
  }

  /** A rejection is an answer like any other; what counts is that there is one. */
  function track(promise: Promise<unknown>): void {
    const settled: Promise<unknown> = promise.catch(() => {}).then(() => open.delete(settled))
    open.add(settled)
  }

  async function settleAll(): Promise<void> {
    for (let round = 0; round < 60 && (open.size > 0 || scheduler.count() > 0); round++) {
      for (let tasks = 0; tasks < 10 && scheduler.count() > 0; tasks++) {
        await scheduler.waitNext(1)
        await flush()
      }
      await clock.advance(10_000)
    }
    if (open.size > 0) breach(`${open.size} promises never settled`)
    auth.dispose()
    await flush()
    if (clock.pendingTimers > 0) breach(`${clock.pendingTimers} timers are left`)
  }
}

function slowStore(memory: TokenStore, scheduler: Scheduler): TokenStore {
  const later = async <T>(label: string, act: () => T | Promise<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve(), label)
    return act()
  }
  return {
    load: () => later('load', () => memory.load()),
    save: (next, expected) => later('save', () => memory.save(next, expected)),
  }
}
