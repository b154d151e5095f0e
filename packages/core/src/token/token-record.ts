import { printAs } from '../lib/redact.ts'
import type { StoredToken } from './stored-token.ts'

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
