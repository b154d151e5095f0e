/** How long a measurement takes. */
export interface Effort {
  /** Rounds in each process. */
  readonly rounds: number
  /** Processes for each figure. */
  readonly processes: number
  /** How many tokens expire during a run. */
  readonly expiries: number
}

export const full: Effort = { rounds: 300, processes: 3, expiries: 10 }
export const quick: Effort = { rounds: 80, processes: 1, expiries: 2 }

/** Options of every suite. */
export interface RunOptions {
  readonly effort: Effort
  readonly seed: number
  /** Prints what is being measured now. */
  readonly say: (line: string) => void
}
