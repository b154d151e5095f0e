/** A token's refresh falls due at this fraction of its lifetime: the earliest that core chooses by itself. */
export const refreshAt = 0.8

/** Longest outage, ms. At most a twentieth of a lifetime. */
const longestOutage = 150

/** A refresh at which something goes wrong. */
interface Meeting {
  /** The refresh is the first token request after this time. */
  readonly armed: number
  /** When that request is expected. */
  readonly expected: number
}

/** What goes wrong on purpose, and when: ms from the start of the run. */
export interface Scenario {
  /** All access tokens are revoked while this refresh is on the wire, and again while its replays are under way. */
  readonly onTheWire: Meeting
  /** All access tokens are revoked after this refresh at the server, and before its response arrives. */
  readonly beforeResponse: Meeting
  /** All access tokens are revoked far from any refresh, and again after the responses to all requests that this hit. */
  readonly revocation: number
  readonly outage: Meeting & { readonly length: number }
}

/**
 * Plans a run of at least three lifetimes. Without mishaps, a refresh follows the last one after one period.
 *
 * The revocation comes in the middle of the run, halfway between two refreshes, and starts the periods anew. The outage hits
 * the refresh that is nearest to three quarters of the time. The other revocations hit the two refreshes before the middle. The
 * shortest runs have only one refresh there, and the other revocation comes later.
 */
export function planScenario(duration: number, lifetime: number): Scenario {
  const period = refreshAt * lifetime
  const revocation = (Math.floor(duration / 2 / period) + 0.5) * period
  const left = duration - revocation
  const wanted = Math.round((duration * 0.75 - revocation) / period)
  // After the outage, a fifth of a lifetime is left for a retry of the refresh.
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

/** Token calls beside those of the periods: one for the start, one for the end, and four for revocations. */
export const furtherTokenCalls = 6

/** Most token calls that one adapter may need. */
export function mostTokenCalls(duration: number, lifetime: number): number {
  return Math.floor(duration / (refreshAt * lifetime) + furtherTokenCalls)
}
