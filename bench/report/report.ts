import { availableParallelism, cpus, loadavg } from 'node:os'
import type { Results } from '../suites/index.ts'

/** What `reports/bench.json` holds. */
export interface Report {
  readonly environment: Environment
  readonly results: Results
}

/** What figures can't be compared without. */
export interface Environment {
  readonly date: string
  readonly node: string
  readonly processor: string
  readonly cores: number
  /** Processes that wanted to run, on average over a minute: the most that was seen. More than one or two, and figures mean little. */
  readonly load: number
  readonly effort: 'full' | 'quick'
  readonly seed: number
}

export function environment(effort: Environment['effort'], seed: number): Environment {
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    load: currentLoad(),
    effort,
    seed,
  }
}

/** After more of a run: the load is the highest so far. */
export function later(before: Environment): Environment {
  return { ...before, load: Math.max(before.load, currentLoad()) }
}

function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10
}
