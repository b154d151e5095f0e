import { setImmediate, setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What was alive on the heap at a moment of a run. */
export interface HeapSample {
  /** Share of the run that was over, from 0 to 1. */
  readonly at: number
  readonly bytes: number
}

/** Reads what is alive on the heap, bytes, after a garbage collection. */
export type ReadHeap = () => Promise<number>

const samplesOfRun = 24

/** How far what is alive may grow from the first half of a run to the second, bytes. */
const mostGrowth = 1_000_000

/** The collector of V8, which a process may call without a flag of its command line. */
export function createHeapReader(): ReadHeap {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  return async () => {
    // Several turns: what one collection frees may let go of more.
    for (let turn = 0; turn < 3; turn++) {
      collect()
      await setImmediate()
    }
    return process.memoryUsage().heapUsed
  }
}

/** Takes samples at equal distances over a run, ms. */
export async function watchHeap(duration: number, read: ReadHeap): Promise<HeapSample[]> {
  const samples: HeapSample[] = []
  for (let taken = 1; taken <= samplesOfRun; taken++) {
    await pause(duration / samplesOfRun)
    samples.push({ at: taken / samplesOfRun, bytes: await read() })
  }
  return samples
}

/**
 * How many bytes what is alive grew: the least of the second half over the least of the first. The first quarter is left out,
 * as the engine still compiles. The least of a half has the fewest requests under way in it.
 */
export function heapGrowth(samples: readonly HeapSample[]): number {
  const least = (from: number, to: number): number =>
    Math.min(...samples.filter(({ at }) => at > from && at <= to).map(({ bytes }) => bytes))
  return least(0.625, 1) - least(0.25, 0.625)
}

/** Says what the heap had, and whether it stayed flat. */
export function classifyHeap(samples: readonly HeapSample[]): { readonly good: boolean; readonly text: string } {
  const growth = heapGrowth(samples)
  const shown = samples.map(({ bytes }) => megabytes(bytes)).join(', ')
  const figures = `Heap after garbage collections, MB: ${shown}; grown by ${megabytes(growth)}`
  if (growth <= mostGrowth) return { good: true, text: figures }
  return { good: false, text: `${figures}, more than ${megabytes(mostGrowth)}` }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2)
}
