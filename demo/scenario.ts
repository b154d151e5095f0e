/** A token's refresh falls due at this fraction of its lifetime: the earliest that core chooses by itself. */
export const refreshAt = 0.8

/** Longest outage, ms; a shorter one where it would be more than a twentieth of a lifetime. */
const longestOutage = 150

/** A refresh that something happens to. */
interface Meeting {
  /** The next token request from here on is the one. */
  readonly armed: number
  /** When that request is to be expected. */
  readonly expected: number
}

/** What goes wrong on purpose, and when. All in ms from the start of the run. */
export interface Scenario {
  /** All access tokens are revoked while this refresh is on the wire, and again while its replays are under way. */
  readonly onTheWire: Meeting
  /** All access tokens are revoked after this refresh is answered, and before its response arrives. */
  readonly beforeResponse: Meeting
  /** All access tokens are revoked far from any refresh, and again as soon as each request that this hit was answered. */
  readonly revocation: number
  readonly outage: Meeting & { readonly length: number }
}

/**
 * Plans a run of at least three lifetimes. Without mishaps a token is followed by the next after one period; so the
 * revocation comes in the middle of the period in which half of the time is over, far from any refresh, and starts
 * the periods anew. The outage meets the refresh that is nearest to three quarters of the time. The other revocations meet
 * the two refreshes before the one in the middle; in the shortest runs there is only one, and the other comes after.
 */
export function planScenario(duration: number, lifetime: number): Scenario {
  const period = refreshAt * lifetime
  const revocation = (Math.floor(duration / 2 / period) + 0.5) * period
  const left = duration - revocation
  const wanted = Math.round((duration * 0.75 - revocation) / period)
  // A fifth of a lifetime is left after the outage, for its refresh to be tried again.
  const last = Math.floor((left - lifetime / 5) / period)
  const isShort = revocation < 2 * period
  const periods = Math.max(isShort ? 2 : 1, Math.min(wanted, last))
  const meet = (expected: number): Meeting => ({ armed: expected - period / 2, expected })
  return {
    onTheWire: meet(revocation - period / 2),
    beforeResponse: meet(revocation + (isShort ? 1 : -1.5) * period),
    revocation,
    outage: { ...meet(revocation + periods * period), length: Math.min(longestOutage, lifetime / 20) },
  }
}

/** Token calls beside those of the periods: for the start, the end, and the four revocations whose tokens are used already. */
export const furtherTokenCalls = 6

/** Most token calls that one adapter may need. */
export function mostTokenCalls(duration: number, lifetime: number): number {
  return Math.floor(duration / (refreshAt * lifetime) + furtherTokenCalls)
}
