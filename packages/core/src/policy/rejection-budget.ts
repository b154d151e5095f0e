/** Maximum of the budget: the number of refreshes that rejected requests may start without a pause. */
const most = 10
/** Time after which the budget (refreshes that rejected requests may start) gains one refresh, ms. */
const interval = 6_000

/**
 * The limit for refreshes that start because a server rejected the token of a request. The limit leaves room for several revocations in
 * a short time. Without the limit, a server that rejects every token would turn every request into a token request.
 */
export interface RejectionBudget {
  /** Number of refreshes that rejected requests may still start. */
  readonly left: number
  /** Start of the interval after which the budget gains its next refresh, ms on the monotonic clock. */
  readonly since: number
}

export function createRejectionBudget(monotonic: number): RejectionBudget {
  return { left: most, since: monotonic }
}

/** Returns the budget (refreshes that rejected requests may start) with all refreshes that were added until now. */
export function refilled(budget: RejectionBudget, monotonic: number): RejectionBudget {
  const gained = Math.floor((monotonic - budget.since) / interval)
  return gained > 0 ? { left: Math.min(most, budget.left + gained), since: budget.since + gained * interval } : budget
}

/** Takes one refresh from the budget (refreshes that rejected requests may start), if a refresh is left. */
export function spent(budget: RejectionBudget, monotonic: number): RejectionBudget {
  const { left, since } = refilled(budget, monotonic)
  return { left: Math.max(0, left - 1), since }
}
