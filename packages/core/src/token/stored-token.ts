import type { TokenGrant } from './token-response.ts'

/** The version of the record that this package reads and writes. */
export const recordVersion = 1 as const

/**
 * A note in the store that a coordinator presents a refresh token. A coordinator may present the token only after it has saved its claim by
 * compare-and-set. No other coordinator may present the token until the response is saved or the outcome is known.
 */
export interface Claim {
  /** Random id of the coordinator that presents the refresh token. */
  readonly owner: string
  /** Counts the claims of the owner: 1 for its first claim. */
  readonly attempt: number
  /** Moment at which the owner presents the refresh token, ms since 1970. */
  readonly at: number
  /** Moment until which the owner waits for the response, ms since 1970. */
  readonly until: number
}

/** The record of a token in a store. It can be written as JSON, and holds its secrets unencrypted. */
export interface StoredToken {
  /** Version of this record's format. */
  readonly version: 1
  /** Number of the write that saved this record. `save` compares this number. */
  readonly revision: number
  /** Id of the session to which the token belongs. The id is the same in every process that shares the store. */
  readonly session: string
  /** When the session of the token began, ms since 1970. */
  readonly sessionStart: number
  /** Number of the token, counted from 1 through all sessions. 0: the record holds a first refresh token only. */
  readonly generation: number
  /** True: the session was logged out, and the record has no token. */
  readonly loggedOut?: true
  /** The access token: a secret. Empty: the record has no access token. */
  readonly accessToken: string
  /** When the token was requested, ms since 1970. */
  readonly issuedAt: number
  /** Lifetime of the access token, ms; absent: unknown. */
  readonly lifetime?: number
  /** Time from `issuedAt` until the refresh that the server wants, ms; absent: the server has not sent it. */
  readonly refreshIn?: number
  /** The refresh token: a secret; absent: there is no refresh token. */
  readonly refreshToken?: string
  /** When the refresh token expires, ms since 1970; absent: unknown or never. */
  readonly refreshExpiresAt?: number
  /** The claim on the refresh token; absent: no request has presented the token, or the outcome of that request is known. */
  readonly claim?: Claim
  /** The user of the token, as the option `subject` reads it; absent: unknown. */
  readonly subject?: string
  /** The scope of the token; absent: unknown. */
  readonly scope?: string
  /** RFC 7638 thumbprint of the key that the token is bound to; absent: the token is bound to no key. */
  readonly keyThumbprint?: string
  /** The other fields of the token response. They may hold secrets such as an ID token. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** The session that a token belongs to. */
export type SessionOfToken = Pick<StoredToken, 'session' | 'sessionStart'>

/**
 * Makes the record that a logout saves: without a token, and with a new generation (number of the record). So a delayed write can't take
 * effect after the logout. Every process can distinguish a logout from a store that lost its record.
 *
 * @param wall - when the logout happened, ms since 1970
 */
export function endOfSession(session: string, generation: number, wall: number): StoredToken {
  return {
    version: recordVersion,
    revision: 0,
    session,
    sessionStart: wall,
    generation,
    loggedOut: true,
    accessToken: '',
    issuedAt: wall,
    fields: {},
  }
}

export function isEndOfSession({ loggedOut }: StoredToken): boolean {
  return loggedOut === true
}

/**
 * Returns the id of a session that begins without `setTokens()`, for instance with the source's own credentials. Every process makes the
 * same id from the last logout in the store.
 *
 * @param logout - generation of that logout, or a later generation if the id must be another; 0: there was no logout
 */
export function ownSession(logout: number): string {
  return `own-${logout}`
}

/** Checks whether the session began without a login (`setTokens()`), for instance with the source's own credentials. */
export function isOwnSession(session: string): boolean {
  return session.startsWith('own-')
}

/** Makes the record of a session that begins with only a refresh token, and no access token. Undefined: there is no refresh token. */
export function firstStoredToken(refreshToken: string | undefined, wall: number): StoredToken | undefined {
  if (refreshToken === undefined) return undefined
  const session = { session: ownSession(0), sessionStart: wall }
  return { version: recordVersion, revision: 0, ...session, generation: 0, accessToken: '', issuedAt: 0, refreshToken, fields: {} }
}

/** The fields of a new record that the coordinator adds to the fields of the response. */
export interface NextToken extends SessionOfToken {
  readonly generation: number
  /** When the token was requested, ms since 1970. */
  readonly issuedAt: number
  readonly subject: string | undefined
}

/**
 * Makes the record that follows `previous` in the same session. If the response has no refresh token, the old refresh token stays, with its
 * expiry and its claim (the note that a coordinator presents this token), RFC 6749 §6. If the response has no scope, the old scope stays.
 *
 * @param previous - the last record of the session; undefined: a new session begins, and nothing is kept
 */
export function nextStoredToken(grant: TokenGrant, previous: StoredToken | undefined, next: NextToken): StoredToken {
  const { accessToken, lifetime, refreshIn, refreshToken, refreshLifetime, fields } = grant
  const kept = refreshToken === undefined || refreshToken === previous?.refreshToken ? previous : undefined
  return dropUndefined({
    version: recordVersion,
    revision: previous?.revision ?? 0,
    ...next,
    accessToken,
    lifetime,
    refreshIn,
    refreshToken: refreshToken ?? kept?.refreshToken,
    refreshExpiresAt: refreshToken === undefined ? kept?.refreshExpiresAt : refreshLifetime && next.issuedAt + refreshLifetime,
    claim: kept?.claim,
    subject: next.subject ?? previous?.subject,
    scope: grant.scope ?? previous?.scope,
    fields,
  })
}

/** Returns the same token with another refresh token, or without a refresh token. The expiry of the access token stays unchanged. */
export function withRefreshToken(stored: StoredToken, refreshToken: string | undefined): StoredToken {
  const { refreshToken: _spent, refreshExpiresAt: _over, claim: _ended, ...rest } = stored
  return refreshToken === undefined ? rest : { ...rest, refreshToken }
}

/** Returns `stored` with the revision and the refresh token of `newer`, and with the expiry and the claim of that refresh token. */
export function withRefreshTokenOf(newer: StoredToken, stored: StoredToken): StoredToken {
  const { revision, refreshToken, refreshExpiresAt, claim } = newer
  return { ...withRefreshToken(stored, undefined), revision, ...dropUndefined({ refreshToken, refreshExpiresAt, claim }) }
}

/** Returns the same token with a generation (number) above that of the store's record. Otherwise other processes would ignore the token. */
export function withGenerationAbove(fromStore: StoredToken | undefined, stored: StoredToken): StoredToken {
  return { ...stored, generation: Math.max(stored.generation, (fromStore?.generation ?? 0) + 1) }
}

/** Returns the moment at which an access token expires, ms since 1970. Undefined: there is no access token, or its lifetime is unknown. */
export function expiryOf(stored: StoredToken | undefined): number | undefined {
  return stored?.lifetime === undefined || stored.accessToken === '' ? undefined : stored.issuedAt + stored.lifetime
}

/** Returns the same token with this claim on its refresh token (the note that a coordinator presents it), or without a claim. */
export function withClaim(stored: StoredToken, claim: Claim | undefined): StoredToken {
  const { claim: _before, ...rest } = stored
  return claim === undefined ? rest : { ...rest, claim }
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Returns a copy without the fields that are undefined. The function uses a loop, because lists of entries would be much slower. */
export function dropUndefined<T extends object>(value: T): Defined<T> {
  const kept: Record<string, unknown> = {}
  for (const name in value) if (value[name] !== undefined) kept[name] = value[name]
  return kept as Defined<T>
}
