import type { PoolMember } from '../session/pool-member.ts'
import { jwtClaims } from '../token/jwt-claims.ts'
import type { StoredToken } from '../token/stored-token.ts'

/** The name of a session at its issuer, from `iss` and `sid` of the ID token: OpenID Connect Back-Channel Logout 1.0 §2.1. */
export interface SessionId {
  readonly iss: unknown
  readonly sid: string
}

/**
 * Remembers the session id in the ID tokens of a coordinator, because the response to a refresh may have no ID token: OpenID Connect Core
 * §12.2.
 */
export interface SessionIds {
  /** Reads the coordinator's present record, and remembers the session id if the record has an ID token with a `sid`. */
  note(): void
  /** Returns the id of the present session. Undefined: the pool has seen no ID token of this session that has an id. */
  current(): SessionId | undefined
}

export function createSessionIds({ stored }: Pick<PoolMember, 'stored'>): SessionIds {
  let seen: (SessionId & { readonly session: string }) | undefined
  return {
    note,
    current() {
      note()
      return seen !== undefined && seen.session === stored()?.session ? seen : undefined
    },
  }

  function note(): void {
    const record = stored()
    const id = record && sessionIdIn(record)
    if (record !== undefined && id !== undefined) seen = { ...id, session: record.session }
  }
}

function sessionIdIn({ fields }: StoredToken): SessionId | undefined {
  const { id_token: idToken } = fields
  const { iss, sid } = (typeof idToken === 'string' ? jwtClaims(idToken) : undefined) ?? {}
  return typeof sid === 'string' ? { iss, sid } : undefined
}
