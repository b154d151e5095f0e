// Times one row of the hot path alone. Beside other rows, code would be compiled for the needs of all.
import { getHeapStatistics } from 'node:v8'
import { hotRows, urls } from '../hot-path/rows.ts'
import { jobOptions, say } from '../measure/job.ts'
import { spreadOf } from '../measure/statistics.ts'

export interface HotJob {
  readonly name: string
  readonly rounds: number
  /** Calls in a round. */
  readonly calls: number
}

export interface HotFigures {
  /** ns per call. */
  readonly time: ReturnType<typeof spreadOf>
  /** Allocated per call. */
  readonly bytes: number
}

const { name, rounds, calls } = jobOptions() as HotJob
const row = hotRows.find((each) => each.name === name)
const call = await row?.prepare()
if (call === undefined) throw new Error(`no row is called ${name}`)

/** Keeps the calls from being optimised away. */
export let sink: unknown

const loop: (times: number) => Promise<void> | void =
  row?.isAsync === true
    ? async (times: number): Promise<void> => {
        for (let i = 0; i < times; i++) sink = await call(urls[i & 63]!)
      }
    : (times: number): void => {
        for (let i = 0; i < times; i++) sink = call(urls[i & 63]!)
      }

await loop(calls * 2)
const times: number[] = []
for (let round = 0; round < rounds; round++) {
  const begun = performance.now()
  await loop(calls)
  times.push(((performance.now() - begun) * 1e6) / calls)
}

/** Each run is short, so that no garbage collection falls into it. */
const few = 100_000
const bytes: number[] = []
for (let round = 0; round < 9; round++) {
  globalThis.gc?.()
  const before = getHeapStatistics().used_heap_size
  await loop(few)
  bytes.push((getHeapStatistics().used_heap_size - before) / few)
}
await say({ time: spreadOf(times), bytes: Math.round(spreadOf(bytes).median) } satisfies HotFigures)
