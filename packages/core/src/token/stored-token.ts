import type { TokenGrant } from './token-response.ts'

/** The version of the record that this package reads and writes. */
export const recordVersion = 1 as const

/**
 * A note in the store that a coordinator presents a refresh token. A coordinator may present the token once it has saved its claim by
 * compare-and-set. No other coordinator may, until the response is saved or its outcome is known.
 */
export interface Claim {
  /** The coordinator that presents the refresh token. */
  readonly owner: string
  /** Number of this claim among the claims of its owner. */
  readonly attempt: number
  /** When the owner presents the refresh token, ms since 1970. */
  readonly at: number
  /** Until when the owner waits for the response, ms since 1970. */
  readonly until: number
}

/** The record of a token in a store. It can be written as JSON, and holds its secrets unencrypted. */
export interface StoredToken {
  /** Version of this record's format. */
  readonly version: 1
  /** Counts the writes of the store: `save` compares it. */
  readonly revision: number
  /** The session that the token belongs to: the same in every process that shares the store. */
  readonly session: string
  /** When that session began, ms since 1970. */
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
  /** When the server wants the refresh, ms from `issuedAt`; absent: no wish. */
  readonly refreshIn?: number
  /** The refresh token: a secret; absent: none. */
  readonly refreshToken?: string
  /** When the refresh token expires, ms since 1970; absent: unknown or never. */
  readonly refreshExpiresAt?: number
  /** The claim on the refresh token; absent: the token was never presented, or its outcome is known. */
  readonly claim?: Claim
  /** The user of the token, as the option `subject` reads it; absent: unknown. */
  readonly subject?: string
  /** The scope of the token; absent: unknown. */
  readonly scope?: string
  /** RFC 7638 thumbprint of the key that the token is bound to; absent: none. */
  readonly keyThumbprint?: string
  /** The other fields of the token response. They may hold secrets such as an ID token. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** The session that a token belongs to. */
export type SessionOfToken = Pick<StoredToken, 'session' | 'sessionStart'>

/**
 * The record that a logout saves: without a token, under a new generation. A delayed write can't take effect after the logout. Every
 * process can tell a logout from a store that lost its record.
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
 * The id of a session that begins with the source's own credentials, not with a login. Every process gives it the same id, made from the
 * last logout in the store.
 *
 * @param logout - generation of that logout; 0: no logout
 */
export function ownSession(logout: number): string {
  return `own-${logout}`
}

/** Did the session begin with the source's own credentials, and not with a login? */
export function isOwnSession(session: string): boolean {
  return session.startsWith('own-')
}

/** The record of a session that begins with a refresh token only: without an access token. */
export function firstStoredToken(refreshToken: string | undefined, wall: number): StoredToken | undefined {
  if (refreshToken === undefined) return undefined
  const session = { session: ownSession(0), sessionStart: wall }
  return { version: recordVersion, revision: 0, ...session, generation: 0, accessToken: '', issuedAt: 0, refreshToken, fields: {} }
}

/** The fields of a new record that the response does not have. */
export interface NextToken extends SessionOfToken {
  readonly generation: number
  /** When the token was requested, ms since 1970. */
  readonly issuedAt: number
  readonly subject: string | undefined
}

/**
 * Makes the record that follows `previous` in the same session. If the response has no refresh token, the old one stays, with its deadline
 * and its claim, RFC 6749 §6. If the response has no scope, the old scope stays.
 *
 * @param previous - undefined: a new session begins, and nothing is kept
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

/** The same token with another refresh token, or without a refresh token. The deadlines of the access token stay unchanged. */
export function withRefreshToken(stored: StoredToken, refreshToken: string | undefined): StoredToken {
  const { refreshToken: _spent, refreshExpiresAt: _over, claim: _ended, ...rest } = stored
  return refreshToken === undefined ? rest : { ...rest, refreshToken }
}

/** The same token with the refresh token of a newer record, its deadline and its claim. */
export function withRefreshTokenOf(newer: StoredToken, stored: StoredToken): StoredToken {
  const { revision, refreshToken, refreshExpiresAt, claim } = newer
  return { ...withRefreshToken(stored, undefined), revision, ...dropUndefined({ refreshToken, refreshExpiresAt, claim }) }
}

/** The same token under a generation above the stored one: else other processes would ignore the token. */
export function withGenerationAbove(fromStore: StoredToken | undefined, stored: StoredToken): StoredToken {
  return { ...stored, generation: Math.max(stored.generation, (fromStore?.generation ?? 0) + 1) }
}

/** When an access token expires, ms since 1970; undefined: there is no access token, or its lifetime is unknown. */
export function expiryOf(stored: StoredToken | undefined): number | undefined {
  return stored?.lifetime === undefined || stored.accessToken === '' ? undefined : stored.issuedAt + stored.lifetime
}

/** The same token with this claim on its refresh token, or without a claim. */
export function withClaim(stored: StoredToken, claim: Claim | undefined): StoredToken {
  const { claim: _before, ...rest } = stored
  return claim === undefined ? rest : { ...rest, claim }
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Drops fields that are undefined. A loop, as lists of entries would be much slower. */
export function dropUndefined<T extends object>(value: T): Defined<T> {
  const kept: Record<string, unknown> = {}
  for (const name in value) if (value[name] !== undefined) kept[name] = value[name]
  return kept as Defined<T>
}
