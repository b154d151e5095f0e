// Draws schedules: a world, and what happens in it step by step.

import * as fc from 'fast-check'
import type { WorldOptions } from './world-options.ts'

/** What happens next in a schedule; the numbers mean what the kind makes of them. */
export interface Step {
  readonly kind: Kind
  readonly process: number
  readonly which: number
  readonly choice: number
  /** How many microtasks run before the next step; from 8 on, all that can. */
  readonly turns: number
  /** Time that passes then, ms. */
  readonly ms: number
}

type Kind =
  | 'request'
  | 'rush'
  | 'reject'
  | 'accept'
  | 'retry'
  | 'abort'
  | 'settle'
  | 'jump'
  | 'login'
  | 'clear'
  | 'switch user'
  | 'invalidate'
  | 'spoil'
  | 'crash'
  | 'flood'
  | 'wait'

/** The same kind more than once: it comes so much more often. */
const kinds: readonly Kind[] = [
  ...many('request', 18),
  ...many('reject', 15),
  ...many('settle', 27),
  ...many('accept', 3),
  ...many('retry', 3),
  ...many('abort', 6),
  ...many('jump', 3),
  ...many('login', 6),
  ...many('clear', 3),
  ...many('switch user', 3),
  ...many('invalidate', 3),
  ...many('spoil', 3),
  ...many('crash', 3),
  'flood',
]
const times = [0, 0, 0, 0, 0, 0, 1, 100, 1000, 2000, 11_000, 45_000, 250_000, 400_000]

const anyStep: fc.Arbitrary<Step> = fc
  .tuple(fc.nat(kinds.length - 1), fc.nat(2), fc.nat(1000), fc.nat(1000), fc.nat(23), fc.nat(times.length - 1))
  .map(([kind, process, which, choice, turns, ms]) => ({ kind: kinds[kind]!, process, which, choice, turns, ms: times[ms]! }))

export const anySteps: fc.Arbitrary<Step[]> = fc.array(anyStep, { maxLength: 25, size: 'max' })

/** Any world; a lone process with a quick store is as likely as three that quarrel over a bad one. */
export const anyWorld: fc.Arbitrary<WorldOptions> = fc
  .tuple(fc.nat(2), fc.nat(2 ** 12 - 1), fc.constantFrom(0, 0, 5_000, 3_600_000))
  .map(([processes, bits, skew]) => {
    const bit = (n: number): boolean => ((bits >> n) & 1) === 1
    const slowStore = bit(5)
    const sharesRefreshToken = bit(9) && bit(6) && bit(4)
    return {
      processes: (sharesRefreshToken ? 2 : processes + 1) as 1 | 2 | 3,
      canObtain: bit(0),
      hasSubjects: bit(1),
      rotates: bit(2),
      // Another process may begin a new session with it, after a logout here: then it is no token from before.
      hasInitial: bit(3) && bit(4) && !sharesRefreshToken && processes === 0,
      proactive: bit(4) && bit(6),
      sendsBeforeSignIn: bit(10),
      slowStore,
      faultyStore: slowStore && bit(6),
      goesOn: bit(11),
      hasLease: bit(7) && bit(5),
      hasSubscribe: bit(8),
      sharesRefreshToken,
      skew,
    }
  })

/** All processes need a token at the same time. */
const anyRush: fc.Arbitrary<Step[]> = fc
  .tuple(anyStep, fc.constantFrom(250_000, 400_000), fc.array(anyStep, { maxLength: 6, size: 'max' }))
  .map(([step, ms, more]) => [{ ...step, kind: 'wait', turns: 23, ms }, { ...step, kind: 'rush' }, ...more])

/** Schedules in which processes compete for refresh tokens again and again. */
export const anyFleetSteps: fc.Arbitrary<Step[]> = fc
  .tuple(anyStep, fc.array(anyRush, { minLength: 1, maxLength: 4, size: 'max' }))
  .map(([first, rushes]) => [{ ...first, kind: 'login', turns: 23, ms: 0 }, ...rushes.flat()])

/** Worlds of two or three processes that share a store. */
export const anyFleet: fc.Arbitrary<WorldOptions> = fc
  .tuple(anyWorld, fc.constantFrom(2 as const, 3 as const), fc.nat(3))
  .map(([world, processes, slow]) => ({
    ...world,
    processes,
    sharesRefreshToken: false,
    hasInitial: false,
    slowStore: slow === 0,
    faultyStore: slow === 0 && world.faultyStore,
  }))

function many(kind: Kind, count: number): Kind[] {
  return Array.from({ length: count }, () => kind)
}
