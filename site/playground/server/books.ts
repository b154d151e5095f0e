import type { User } from './settings.ts'

/** Why the API rejects a request. */
export type Rejection = 'no-token' | 'unknown' | 'expired' | 'revoked'

/**
 * How the token endpoint treats a refresh token. `lost`: a new token was issued, and the response is lost. `reused`: the refresh token had
 * been used before, and the session is over. `down`: the endpoint responds with 503.
 */
export type TokenOutcome = 'issued' | 'lost' | 'rejected' | 'reused' | 'down'

/** A request at the API. Tokens are named by their number in the account. */
export interface ApiEntry {
  readonly kind: 'api'
  readonly lane: number
  readonly token: number | undefined
  /** Whose data the response holds. */
  readonly user: User | undefined
  readonly rejection: Rejection | undefined
  /** When the request arrived, ms since 1970. */
  readonly arrived: number
  /** When the response leaves, ms since 1970. */
  readonly responded: number
}

/** An access token that was issued. */
export interface Issued {
  readonly token: number
  /** ms since 1970. */
  readonly expires: number
}

/** A call of the token endpoint. */
export interface TokenEntry {
  readonly kind: 'token'
  readonly call: number
  /** The number of the refresh token that was presented. */
  readonly refreshToken: number | undefined
  readonly outcome: TokenOutcome
  readonly issued: Issued | undefined
  readonly arrived: number
  readonly responded: number
}

/** What the visitor did to the account at the server. */
export interface ActEntry {
  readonly kind: 'sign-in' | 'revoke' | 'sign-out'
  readonly user: User | undefined
  readonly issued: Issued | undefined
  readonly arrived: number
}

export type Entry = ApiEntry | TokenEntry | ActEntry

/** The totals of an account. */
export interface Totals {
  /** Requests that reached the API. */
  readonly requests: number
  readonly accepted: number
  readonly rejected: number
  /** Calls of the token endpoint. The first token comes with the sign-in, which is none of them. */
  readonly tokenCalls: number
  readonly tokenCallsFailed: number
  /** Second uses of a refresh token that ended a session. */
  readonly reuses: number
}

/** What the server shows of its books. */
export interface Books {
  readonly entries: readonly Entry[]
  readonly totals: Totals
}

/** Adds the entries of an account up. */
export function totalsOf(entries: readonly Entry[]): Totals {
  const api = entries.filter((entry) => entry.kind === 'api')
  const calls = entries.filter((entry) => entry.kind === 'token')
  const rejected = api.filter(({ rejection }) => rejection !== undefined).length
  return {
    requests: api.length,
    accepted: api.length - rejected,
    rejected,
    tokenCalls: calls.length,
    tokenCallsFailed: calls.filter(({ outcome }) => outcome !== 'issued').length,
    reuses: calls.filter(({ outcome }) => outcome === 'reused').length,
  }
}
