import { printAs } from '../lib/redact.ts'
import type { StoredToken } from './stored-token.ts'

/** A token and all fields of its response. Immutable. Printing and JSON never show its secrets. */
export class TokenRecord {
  /** Number of the token, counted from 1 through all sessions. */
  readonly generation: number
  /** When the token was requested, ms since 1970. */
  readonly issuedAt: number
  /** Lifetime of the access token from `issuedAt` on, ms; undefined: unknown. */
  readonly lifetime: number | undefined
  /** When the refresh token expires, ms since 1970; undefined: unknown or never. */
  readonly refreshExpiresAt: number | undefined
  /** The scope of the token, RFC 6749 §3.3; undefined: unknown. */
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

  /** The access token: a secret. */
  get accessToken(): string {
    return this.#stored.accessToken
  }

  /** The refresh token: a secret; undefined: there is no refresh token. */
  get refreshToken(): string | undefined {
    return this.#stored.refreshToken
  }

  /** The other fields of the response, unchanged. They may hold secrets such as an ID token. */
  get fields(): Readonly<Record<string, unknown>> {
    return this.#stored.fields
  }

  /** Returns the record for a store, with its secrets unencrypted. */
  toStored(): StoredToken {
    return this.#stored
  }

  /** Returns the public fields, and `[redacted]` for the access token. */
  toJSON(): object {
    return Object.assign({}, this, { accessToken: '[redacted]' })
  }

  /** Returns a text with the generation, and without any secret. */
  toString(): string {
    return `TokenRecord(generation ${this.generation}, [redacted])`
  }

  static {
    printAs(this.prototype, (record) => record.toString())
  }
}
