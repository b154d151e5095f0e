import type { Step } from './plan.ts'

/** A step of the plan that has happened. Times: ms on the monotonic clock of the machine. */
export interface Strike {
  readonly step: Step
  /** The page that it concerned. */
  readonly page: string
  readonly from: number
  /** When the page was closed, frozen, left or reloaded, or had logged out. */
  readonly struck: number
  /** When the tab was back. */
  readonly until: number
}
