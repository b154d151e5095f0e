import { setImmediate as nextTurn } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import { shuffle } from './random.ts'

/** A function to time. */
export type Call = () => Promise<unknown>

export interface RoundOptions {
  readonly rounds: number
  /** How long a round of one subject should take, ms. */
  readonly roundTime: number
  /** Calls of each subject before the first round. @default 4_000: then the compiler is done */
  readonly warmCalls?: number
  readonly random: () => number
}

/** One figure for each round. */
export interface Rounds {
  /** µs per call. */
  readonly times: number[]
  /** Bytes allocated per call. Meaningless if a garbage collection fell into the round. */
  readonly bytes: number[]
}

/**
 * Times subjects in turns, in a new order each round, so that disturbances meet all alike. Rounds are short: most are
 * undisturbed, and so are the medians.
 */
export async function interleave(
  subjects: readonly Call[],
  { rounds, roundTime, warmCalls = 4_000, random }: RoundOptions,
): Promise<Rounds[]> {
  const calls = await warmUp(subjects, roundTime, warmCalls)
  const results = subjects.map((call) => ({ call, times: [] as number[], bytes: [] as number[] }))
  for (let round = 0; round < rounds; round++) {
    for (const { call, times, bytes } of shuffle(results, random)) {
      const heap = getHeapStatistics().used_heap_size
      const begun = performance.now()
      for (let i = 0; i < calls; i++) await call()
      times.push(((performance.now() - begun) * 1000) / calls)
      bytes.push((getHeapStatistics().used_heap_size - heap) / calls)
      // Finalizers and other tasks of the event loop run now, not in the next round.
      await nextTurn()
    }
  }
  return results.map(({ times, bytes }) => ({ times, bytes }))
}

/** Most time for each subject to warm up, ms. */
const warmTime = 1_500
const passLength = 100

/** How many calls make a round. */
async function warmUp(subjects: readonly Call[], roundTime: number, warmCalls: number): Promise<number> {
  const begun = performance.now()
  let each = Infinity
  for (let made = 0; made < warmCalls && performance.now() - begun < warmTime * subjects.length; made += passLength) {
    const passed = performance.now()
    for (const call of subjects) {
      for (let i = 0; i < passLength; i++) await call()
      await nextTurn()
    }
    each = Math.min(each, (performance.now() - passed) / passLength / subjects.length)
  }
  return Math.max(5, Math.round(roundTime / each))
}
