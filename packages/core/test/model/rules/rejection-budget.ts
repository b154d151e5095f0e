import type { Watched } from '../process-state.ts'

/** Rule `floods`, for rejections: they cause ten refreshes at once, and one more every 6 s. */
export interface RejectionBudgetRule {
  /**
   * A refresh that a rejection called for has ended.
   *
   * @param duration - of the refresh, ms: the budget counts from its beginning
   */
  note(duration: number): void
}

/** What may not change when the code does. */
const rejectionsAtOnce = 10
/** ms */
const rejectionInterval = 6_000

export function createRejectionBudgetRule({ ledger, clock }: Watched): RejectionBudgetRule {
  let left = rejectionsAtOnce
  let since = clock.monotonic()
  return {
    note(duration) {
      const gained = Math.max(0, Math.floor((clock.monotonic() - duration - since) / rejectionInterval))
      since += gained * rejectionInterval
      left = Math.min(rejectionsAtOnce, left + gained) - 1
      // A step of the clock may lie between the moment that the budget was asked in and the one that is told.
      if (left < -1) ledger.breach('floods', 'rejections caused more refreshes than their budget allows')
    },
  }
}
