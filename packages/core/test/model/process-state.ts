import type { Ledger } from './ledger.ts'
import type { ProcessClock } from './process-clock.ts'
import type { WorldOptions } from './world-options.ts'

/** What is true of one process now. The object also stands for the process in the ledger. */
export interface ProcessState {
  hasCrashed: boolean
  isDisposed: boolean
  /** Has a session of this coordinator been logged out? */
  hasLoggedOut: boolean
  /** Has a session begun or been ended here? */
  hasBegun: boolean
  /** Counts the sessions that began or ended here. */
  epoch: number
  /** Has store or source said whether there is a session? */
  isKnown: boolean
  /** Has the source said that nobody is signed in, or can there be no token, as the store has said? */
  isSignedOut: boolean
  /** When the wall clock was last set, in the order of all things. */
  jumped: number
}

/** What the rules of one process look at. */
export interface Watched {
  readonly world: WorldOptions
  readonly ledger: Ledger
  readonly clock: ProcessClock
  readonly state: ProcessState
  /** Do the processes' clocks say the same? Turned off by the first jump. */
  readonly time: { isCommon: boolean }
}

export function createProcessState(): ProcessState {
  return {
    hasCrashed: false,
    isDisposed: false,
    hasLoggedOut: false,
    hasBegun: false,
    epoch: 0,
    isKnown: false,
    isSignedOut: false,
    jumped: 0,
  }
}
