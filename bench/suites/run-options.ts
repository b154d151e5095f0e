/** How much is put into a measurement. */
export interface Effort {
  /** Rounds in each process. */
  readonly rounds: number
  /** Processes for each figure. */
  readonly processes: number
  /** Expiries that requests straddle. */
  readonly expiries: number
}

export const full: Effort = { rounds: 300, processes: 3, expiries: 10 }
export const quick: Effort = { rounds: 80, processes: 1, expiries: 2 }

/** What every suite is told. */
export interface RunOptions {
  readonly effort: Effort
  readonly seed: number
  /** Tells what is being measured now. */
  readonly say: (line: string) => void
}
