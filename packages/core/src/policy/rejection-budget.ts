/** Maximum number of refreshes that rejections may start at once. */
const most = 10
/** Time after which the budget gains one refresh, ms. */
const interval = 6_000

/**
 * Limits the refreshes that rejected requests start, whether or not a replay follows. Several mass revocations stay within the limit. A
 * server that rejects every token can't turn every request into a token request.
 */
export interface RejectionBudget {
  /** How many refreshes are left. */
  readonly left: number
  /** From when the next refresh is gained, ms on the monotonic clock. */
  readonly since: number
}

export function createRejectionBudget(monotonic: number): RejectionBudget {
  return { left: most, since: monotonic }
}

/** Returns the budget with all refreshes gained until now. */
export function refilled(budget: RejectionBudget, monotonic: number): RejectionBudget {
  const gained = Math.floor((monotonic - budget.since) / interval)
  return gained > 0 ? { left: Math.min(most, budget.left + gained), since: budget.since + gained * interval } : budget
}

/** Takes one refresh from the budget, if a refresh is left. */
export function spent(budget: RejectionBudget, monotonic: number): RejectionBudget {
  const { left, since } = refilled(budget, monotonic)
  return { left: Math.max(0, left - 1), since }
}
