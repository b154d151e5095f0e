// The sessions of a server's own pages: the browser has a cookie with a random id, and the server has the tokens.
import { createHash, randomBytes } from 'node:crypto'
import { type Coordinator, type CoordinatorPool, createCoordinator, createCoordinatorPool, type TokenStore } from '@everbearer/fetch'
import { refreshToken } from '@everbearer/oauth2'

/** What the callback of a login library gives: the token response, and the claims of the ID token that the library has verified. */
export interface Login {
  readonly tokens: { readonly access_token: string; readonly refresh_token: string }
  readonly claims: { readonly sub: string; readonly sid?: string | undefined }
}

export interface SessionOptions {
  readonly tokenEndpoint: string
  readonly clientId: string
  readonly clientSecret: string
  readonly api: string
  /** The store of one session, which all processes of the server share. */
  readonly storeOf: (key: string) => TokenStore
}

/** Name of the cookie. `__Host-`: only for this host, for all its paths, and only over https. */
export const cookieName = '__Host-sid'
/** Options of the cookie. No other site sends it along, and no script reads it. */
export const cookieOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const

export interface Sessions {
  readonly pool: CoordinatorPool<string>
  /** Begins a session. Returns the new value of the cookie. Each login gets a new value, against session fixation. */
  signIn(login: Login): Promise<string>
  /** The coordinator of a cookie's session. Undefined: the browser has no cookie. */
  authOf(sid: string | undefined): Coordinator | undefined
  /** Ends the session of a cookie. */
  end(sid: string | undefined): Promise<void>
}

export function createSessions({ tokenEndpoint, clientId, clientSecret, api, storeOf }: SessionOptions): Sessions {
  // The keys of all sessions, by their names at the issuer. With several processes, this index belongs where the tokens are.
  const index = new Map<string, Set<string>>()
  const keysOf = (name: string): Set<string> => index.get(name) ?? index.set(name, new Set()).get(name)!

  const pool = createCoordinatorPool(
    (key: string) => key,
    (key) =>
      createCoordinator({
        source: refreshToken({ tokenEndpoint, clientId, clientSecret }),
        origins: [new URL(api).origin],
        store: storeOf(key),
      }),
    {
      idle: 15 * 60_000,
      accountsOf: ({ sub, sid }) => (typeof sid === 'string' ? keysOf(`sid ${sid}`) : keysOf(`sub ${sub}`)),
    },
  )

  return {
    pool,
    async signIn({ tokens, claims: { sub, sid } }) {
      const cookie = randomBytes(32).toString('base64url')
      const key = keyOf(cookie)
      await pool.for(key).setTokens(tokens)
      keysOf(`sub ${sub}`).add(key)
      if (sid !== undefined) keysOf(`sid ${sid}`).add(key)
      return cookie
    },
    authOf: (sid) => (sid === undefined ? undefined : pool.for(keyOf(sid))),
    async end(sid) {
      if (sid === undefined) return
      const key = keyOf(sid)
      await pool.for(key).clear()
      pool.delete(key)
      for (const keys of index.values()) keys.delete(key)
    },
  }
}

/** The cookie is a secret, and keys are in events, logs and the store. So the key is a hash of the cookie. */
function keyOf(sid: string): string {
  return createHash('sha256').update(sid).digest('base64url')
}
