import { availableParallelism, cpus, loadavg } from 'node:os'
import type { Results } from '../suites/index.ts'

/** The content of `reports/bench.json`. */
export interface Report {
  readonly environment: Environment
  readonly results: Results
}

/** Where and how the figures were measured: without it, they can't be compared. */
export interface Environment {
  readonly date: string
  readonly node: string
  readonly processor: string
  readonly cores: number
  /** The highest load average over a minute. Above one or two, figures mean little. */
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

/** The environment later in a run, with the highest load so far. */
export function later(before: Environment): Environment {
  return { ...before, load: Math.max(before.load, currentLoad()) }
}

function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10
}
