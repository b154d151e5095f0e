import type { TokenGrant } from './token-response.ts'

/** The one version of the record that this version of the package reads and writes. */
export const recordVersion = 1 as const

/**
 * Says that a refresh token was handed to the source. Whoever writes it by compare-and-set may present the token;
 * nobody else may, until its answer is saved or its outcome is known.
 */
export interface Claim {
  /** The coordinator that presents the refresh token. */
  readonly owner: string
  /** Counts what this owner presents. */
  readonly attempt: number
  /** When it is presented, ms since 1970. */
  readonly at: number
  /** Until when its owner waits for the response, ms since 1970. */
  readonly until: number
}

/** A token as a store keeps it: plain, JSON-safe, and with the secrets in clear. */
export interface StoredToken {
  /** Version of this record's format. */
  readonly version: 1
  /** Counts the writes of the store: `save` compares it. */
  readonly revision: number
  /** The session that the token belongs to: the same in every process that shares the store. */
  readonly session: string
  /** When that session began, ms since 1970. */
  readonly sessionStart: number
  /** Counts the tokens, from 1, through all sessions; 0 where there is a refresh token to begin with. */
  readonly generation: number
  /** Was the session logged out? There is no token then. */
  readonly loggedOut?: true
  /** Empty where there is a refresh token at most. */
  readonly accessToken: string
  /** When it was asked for, ms since 1970. */
  readonly issuedAt: number
  /** ms; absent: unknown. */
  readonly lifetime?: number
  /** The server's own wish for the refresh, ms from `issuedAt`. */
  readonly refreshIn?: number
  readonly refreshToken?: string
  /** ms since 1970; absent: unknown or never. */
  readonly refreshExpiresAt?: number
  /** Absent: nobody has presented the refresh token, or its outcome is known. */
  readonly claim?: Claim
  /** Whose token it is, as far as its responses say; see the option `subject`. */
  readonly subject?: string
  readonly scope?: string
  /** RFC 7638 thumbprint of the key that the token is bound to; absent: none. */
  readonly keyThumbprint?: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Which session a token belongs to. */
export type SessionOfToken = Pick<StoredToken, 'session' | 'sessionStart'>

/**
 * What a logout leaves in the store: no token, under a generation of its own, so that no write that was on its way
 * takes effect behind it, and that every process can tell it from a store that forgot.
 *
 * @param wall - when the logout was, ms since 1970
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
 * The session of tokens that a source gets from its own credentials, where no login has begun another. Every process
 * names it alike: after the last logout in the store, or after nothing.
 *
 * @param logout - generation of that logout; 0: none
 */
export function ownSession(logout: number): string {
  return `own-${logout}`
}

/** Did the session begin with the source's own credentials, and not with a login? */
export function isOwnSession(session: string): boolean {
  return session.startsWith('own-')
}

/** Where a session begins with a refresh token alone: a record without an access token. */
export function firstStoredToken(refreshToken: string | undefined, wall: number): StoredToken | undefined {
  if (refreshToken === undefined) return undefined
  const session = { session: ownSession(0), sessionStart: wall }
  return { version: recordVersion, revision: 0, ...session, generation: 0, accessToken: '', issuedAt: 0, refreshToken, fields: {} }
}

/** What a new record says beside what the response said. */
export interface NextToken extends SessionOfToken {
  readonly generation: number
  /** When the token was asked for, ms since 1970. */
  readonly issuedAt: number
  readonly subject: string | undefined
}

/**
 * The record that follows `previous` in the same session. A refresh token that the response leaves out is kept with
 * its old deadline and its claim, RFC 6749 §6; so is a scope.
 *
 * @param previous - undefined where a new session begins: nothing is kept then
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

/** The same token with another refresh token, or with none: the deadlines of the access token stay as they are. */
export function withRefreshToken(stored: StoredToken, refreshToken: string | undefined): StoredToken {
  const { refreshToken: _spent, refreshExpiresAt: _over, claim: _ended, ...rest } = stored
  return refreshToken === undefined ? rest : { ...rest, refreshToken }
}

/** The same token with the refresh token of a newer record, and what is known of its use. */
export function withRefreshTokenOf(newer: StoredToken, stored: StoredToken): StoredToken {
  const { revision, refreshToken, refreshExpiresAt, claim } = newer
  return { ...withRefreshToken(stored, undefined), revision, ...dropUndefined({ refreshToken, refreshExpiresAt, claim }) }
}

/** The same token under a generation above the one that was found: else other processes would overlook the token. */
export function withGenerationAbove(fromStore: StoredToken | undefined, stored: StoredToken): StoredToken {
  return { ...stored, generation: Math.max(stored.generation, (fromStore?.generation ?? 0) + 1) }
}

/** The same token, its refresh token claimed, or no longer. */
export function withClaim(stored: StoredToken, claim: Claim | undefined): StoredToken {
  const { claim: _before, ...rest } = stored
  return claim === undefined ? rest : { ...rest, claim }
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The same fields without those that are undefined. A loop, as lists of entries cost a refresh far more. */
export function dropUndefined<T extends object>(value: T): Defined<T> {
  const kept: Record<string, unknown> = {}
  for (const name in value) if (value[name] !== undefined) kept[name] = value[name]
  return kept as Defined<T>
}
