import { printAs } from './printing.ts'
import type { TokenGrant } from './token-response.ts'

/** A token as a store keeps it: plain, JSON-safe, and with the secrets in clear. */
export interface StoredToken {
  /** Counts the tokens of a session, from 1. */
  readonly generation: number
  /** Empty after a logout. */
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
  readonly scope?: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** One token and all that its answer said. Immutable. It prints without its secrets, however it is printed. */
export class TokenRecord {
  readonly generation: number
  /** When it was asked for, ms since 1970. */
  readonly issuedAt: number
  /** Lifetime from then on, ms; undefined: unknown. */
  readonly lifetime: number | undefined
  /** When the refresh token dies, ms since 1970; undefined: unknown or never. */
  readonly refreshExpiresAt: number | undefined
  readonly scope: string | undefined
  readonly #stored: StoredToken

  constructor(stored: StoredToken) {
    this.generation = stored.generation
    this.issuedAt = stored.issuedAt
    this.lifetime = stored.lifetime
    this.refreshExpiresAt = stored.refreshExpiresAt
    this.scope = stored.scope
    this.#stored = stored
  }

  /** The token itself: a secret. */
  get accessToken(): string {
    return this.#stored.accessToken
  }

  /** A secret, too. */
  get refreshToken(): string | undefined {
    return this.#stored.refreshToken
  }

  /** The server's other fields, untouched. They may hold secrets such as an ID token. */
  get fields(): Readonly<Record<string, unknown>> {
    return this.#stored.fields
  }

  /** The record in clear, for a store. */
  toStored(): StoredToken {
    return this.#stored
  }

  toJSON(): object {
    return Object.assign({}, this, { accessToken: '[redacted]' })
  }

  toString(): string {
    return `TokenRecord(generation ${this.generation}, [redacted])`
  }

  static {
    printAs(this.prototype, (record) => record.toString())
  }
}

/**
 * What a logout leaves in the store: no token, under a generation of its own, so that no write that was on its way
 * takes effect behind it, and that every process can tell it from a store that forgot.
 */
export function endOfSession(generation: number, wall: number): StoredToken {
  return { generation, accessToken: '', issuedAt: wall, lifetime: 0, fields: {} }
}

export function isEndOfSession({ accessToken, refreshToken }: StoredToken): boolean {
  return accessToken === '' && refreshToken === undefined
}

/** Where a session begins with a refresh token alone: like an access token that has expired long ago. */
export function firstStoredToken(refreshToken: string | undefined): StoredToken | undefined {
  return refreshToken === undefined ? undefined : { generation: 0, accessToken: '', issuedAt: 0, lifetime: 0, refreshToken, fields: {} }
}

/**
 * The record that follows `previous`. A refresh token that the answer leaves out is kept with its old deadline,
 * RFC 6749 §6; so is a scope.
 *
 * @param issuedAt - when the token was asked for, ms since 1970
 */
export function nextStoredToken(grant: TokenGrant, previous: StoredToken | undefined, generation: number, issuedAt: number): StoredToken {
  const { accessToken, lifetime, refreshIn, refreshToken, refreshLifetime, fields } = grant
  const kept = refreshToken === undefined
  const refreshExpiresAt = kept ? previous?.refreshExpiresAt : refreshLifetime && issuedAt + refreshLifetime
  return dropUndefined({
    generation,
    accessToken,
    issuedAt,
    lifetime,
    refreshIn,
    refreshToken: kept ? previous?.refreshToken : refreshToken,
    refreshExpiresAt,
    scope: grant.scope ?? previous?.scope,
    fields,
  })
}

/** The same token with another refresh token, or with none: the deadlines of the access token stay as they are. */
export function withRefreshToken(stored: StoredToken, refreshToken: string | undefined): StoredToken {
  const { refreshToken: _spent, refreshExpiresAt: _over, ...rest } = stored
  return refreshToken === undefined ? rest : { ...rest, refreshToken }
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

function dropUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>
}
