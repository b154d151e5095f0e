import type { Scheduler } from 'fast-check'
import type { TokenStore } from '../../src/index.ts'
import { flush } from '../fake-clock.ts'
import type { Outcome } from './endpoint.ts'
import type { Step, Stream } from './steps.ts'
import { createWatchedCoordinator } from './watched-coordinator.ts'

/** What can be configured of the world that a schedule runs in. */
export interface WorldOptions {
  /** Has the source credentials of its own? */
  readonly canObtain: boolean
  /** Does the store answer late, and in any order? */
  readonly slowStore: boolean
}

/** Runs one schedule against a watched coordinator and throws the first breach of an invariant. */
export async function runSchedule(
  scheduler: Scheduler,
  steps: readonly Step[],
  outcomes: Stream,
  { canObtain, slowStore }: WorldOptions,
): Promise<void> {
  const callers: AbortController[] = []
  const watched = createWatchedCoordinator({
    decide,
    canObtain,
    storeThrough: slowStore ? (memory) => throughScheduler(memory, scheduler) : undefined,
  })

  for (const step of steps) {
    await perform(step)
    await flush()
    watched.check()
  }
  await watched.settleAll(() => (scheduler.count() > 0 ? scheduler.waitNext(1) : undefined))
  await watched.dispose()
  watched.check()

  async function decide(): Promise<Outcome> {
    const outcome = outcomes.next()
    if (outcome === 'hangs') return new Promise(() => {})
    await scheduler.schedule(Promise.resolve(), outcome)
    return outcome
  }

  async function perform(step: Step): Promise<void> {
    switch (step.kind) {
      case 'request':
        watched.request(caller(step.abortable))
        return
      case 'refuse': {
        const authorization = watched.sent[step.which % watched.sent.length]
        if (authorization !== undefined) await watched.refuse(authorization, caller(step.abortable))
        return
      }
      case 'abort':
        return callers[step.which % callers.length]?.abort(new Error('the caller left'))
      case 'settle':
        return scheduler.count() > 0 ? scheduler.waitNext(1) : undefined
      case 'advance':
        return watched.clock.advance(step.ms)
      case 'jump':
        return watched.clock.jump(step.ms)
      case 'set tokens':
        return watched.setTokens(step.refreshable)
      case 'clear':
        return watched.clear()
      case 'invalidate':
        return watched.invalidate()
      case 'other process':
        return watched.saveElsewhere()
    }
  }

  function caller(abortable: boolean): AbortSignal | undefined {
    if (!abortable) return undefined
    const controller = new AbortController()
    callers.push(controller)
    return controller.signal
  }
}

function throughScheduler(memory: TokenStore, scheduler: Scheduler): TokenStore {
  const later = async <T>(label: string, act: () => T | Promise<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve(), label)
    return act()
  }
  return {
    load: () => later('load', () => memory.load()),
    save: (next, expected) => later('save', () => memory.save(next, expected)),
  }
}
