/** A token's refresh falls due at this fraction of its lifetime: the earliest that core chooses by itself. */
export const refreshAt = 0.8

/** Longest outage, ms; a shorter one where it would be more than a twentieth of a lifetime. */
const longestOutage = 150

/** What goes wrong on purpose, and when. All in ms from the start of the run. */
export interface Scenario {
  /** All access tokens are revoked. */
  readonly revocation: number
  readonly outage: {
    /** The next token request from here on begins the outage. */
    readonly armed: number
    /** When that request is to be expected. */
    readonly expected: number
    readonly length: number
  }
}

/**
 * Plans a run of at least three lifetimes. Without mishaps a token is followed by the next after one period; so the
 * revocation comes in the middle of the period in which half of the time is over, far from any refresh, and starts
 * the periods anew. The outage meets the refresh that is nearest to three quarters of the time.
 */
export function planScenario(duration: number, lifetime: number): Scenario {
  const period = refreshAt * lifetime
  const revocation = (Math.floor(duration / 2 / period) + 0.5) * period
  const left = duration - revocation
  const wanted = Math.round((duration * 0.75 - revocation) / period)
  // A fifth of a lifetime is left after the outage, for its refresh to be tried again.
  const last = Math.floor((left - lifetime / 5) / period)
  const periods = Math.max(1, Math.min(wanted, last))
  const expected = revocation + periods * period
  return {
    revocation,
    outage: { armed: expected - period / 2, expected, length: Math.min(longestOutage, lifetime / 20) },
  }
}

/** Most token calls that one adapter may need: each period one, and three for the start, the revocation and the end. */
export function mostTokenCalls(duration: number, lifetime: number): number {
  return Math.floor(duration / (refreshAt * lifetime) + 3)
}
