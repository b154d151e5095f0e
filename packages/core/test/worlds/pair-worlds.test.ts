// Runs every small world of two processes with one store.

import { expect, test } from 'vitest'
import { choiceOf, type Outcome } from '../model/outcomes.ts'
import type { Step } from '../model/steps.ts'
import type { WorldOptions, WorldState } from '../model/world-options.ts'
import { runSchedule } from '../model/world.ts'

/** Where two processes with one store start, and what may happen in their worlds. */
interface Beginning {
  readonly options?: Partial<WorldOptions>
  /** Age of the token of a login in the first process, s; undefined: there is no token yet. */
  readonly age: number | undefined
  /** Most logins, logouts, crashes and long waits together. */
  readonly disturbances: number
}

/** What happens next: one step, and all that follows from it at once. */
type Event = Readonly<Pick<Step, 'kind' | 'process' | 'which' | 'choice' | 'ms'>>

/** `EVERBEARER_DISTURBANCES=1 pnpm vitest run --project core pair-worlds` lets one happen in every world, `2` takes long. */
const asked = process.env['EVERBEARER_DISTURBANCES']
const most = { requests: 2, rejections: 1, answers: 2 }
const outcomes: readonly Outcome[] = ['rotates', 'down', 'dead grant', 'lost']
const disturbing = new Set<Event['kind']>(['login', 'clear', 'crash', 'wait'])

/** Worlds that run side by side, which saves turns of the event loop. */
const atOnce = 50

const world: WorldOptions = {
  processes: 2,
  canObtain: false,
  hasSubjects: false,
  rotates: true,
  hasInitial: false,
  proactive: false,
  sendsBeforeSignIn: false,
  slowStore: false,
  faultyStore: false,
  goesOn: false,
  hasLease: false,
  hasSubscribe: false,
  sharesRefreshToken: false,
  skew: 0,
}

// How many worlds there are at least: so that no change makes them few unseen.
test.for<[name: string, beginning: Beginning, least: readonly number[]]>([
  ['no token', { age: undefined, options: { canObtain: true }, disturbances: 0 }, [303, 15_000]],
  ['a good token', { age: 0, disturbances: 1 }, [1, 2_300]],
  ['a good token, notices and credentials', { age: 0, options: { canObtain: true, hasSubscribe: true }, disturbances: 0 }, [160, 5_000]],
  ['an expired token', { age: 300, disturbances: 1 }, [1, 5_100]],
  ['an expired token and notices', { age: 300, options: { hasSubscribe: true }, disturbances: 0 }, [153, 4_800]],
  ['an expired token and credentials', { age: 300, options: { canObtain: true }, disturbances: 0 }, [225, 7_000]],
])('no world of two processes that begins with %s breaks a rule', { timeout: 7_200_000 }, async ([, beginning, least]) => {
  const disturbances = Number(asked ?? beginning.disturbances)
  const worlds = await runAll({ ...beginning, disturbances })
  expect(worlds).toBeGreaterThanOrEqual(least[disturbances] ?? 1)
})

/** Runs every world there is: each sequence of events that can happen, from none at all to one that leaves none. */
async function runAll({ options, age, disturbances }: Beginning): Promise<number> {
  const first = age === undefined ? [] : [event('login', { ms: age * 1000 })]
  let worlds = 0
  const left: (readonly Event[])[] = [[]]
  while (left.length > 0) {
    await Promise.all(
      left.splice(-atOnce).map(async (events) => {
        worlds++
        const steps = [...first, ...events].map((one) => ({ ...one, turns: 8 }))
        const state = await runSchedule({ ...world, ...options }, steps).catch((error: unknown) => {
          throw new Error(`${(error as Error).message}, after: ${events.map(nameOf).join('; ')}`)
        })
        for (const next of possible(state, events, disturbances)) left.push([...events, next])
      }),
    )
  }
  return worlds
}

/** What can happen next in a world. */
function possible({ awaited, answerable }: WorldState, events: readonly Event[], mostDisturbances: number): Event[] {
  const count = (is: (one: Event) => boolean): number => events.filter(is).length
  const next: Event[] = []
  if (count(({ kind }) => kind === 'request') < most.requests)
    for (const process of [0, 1]) next.push(event('request', { process, choice: 1 }))
  if (count(({ kind }) => kind === 'reject') < most.rejections)
    for (const [process, calls] of answerable.entries()) for (const which of calls.slice(-1)) next.push(event('reject', { process, which }))
  if (count(({ kind }) => kind === 'settle') < most.answers)
    for (const which of awaited.keys()) for (const outcome of outcomes) next.push(event('settle', { which, choice: choiceOf(outcome) }))
  if (count(({ kind }) => disturbing.has(kind)) < mostDisturbances) {
    for (const process of [0, 1])
      next.push(event('login', { process, choice: 1 }), event('clear', { process }), event('crash', { process }))
    next.push(event('wait', { ms: 11_000 }))
  }
  return next
}

function event(kind: Event['kind'], { process = 0, which = 0, choice = 0, ms = 0 }: Partial<Event>): Event {
  return { kind, process, which, choice, ms }
}

function nameOf({ kind, process, which, choice, ms }: Event): string {
  return `${kind} ${process} ${which} ${choice} ${ms}`
}
