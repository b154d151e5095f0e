import { type Clock, type TokenResponse } from '@everbearer/core'

/** The state of one login. The tokens of a login end together. */
interface Login {
  isRevoked: boolean
}

interface IssuedAccessToken {
  readonly login: Login
  /** Time when the token expires, ms on the wall clock. */
  readonly expiresAt: number
}

interface IssuedRefreshToken {
  readonly login: Login
  isUsed: boolean
}

/** The result of a refresh: new tokens, or a rejection. `isReuse`: the refresh token had been used before. */
export type RefreshResult =
  | { readonly kind: 'tokens'; readonly tokens: TokenResponse }
  | { readonly kind: 'rejected'; readonly isReuse: boolean }

/** The tokens that a server has issued, and their present state. */
export interface TokenRegister {
  /** Issues the tokens of a new login. */
  readonly issue: (withRefreshToken: boolean) => TokenResponse
  /** Uses a refresh token. With rotation, a second use ends the login of the token, RFC 9700 §4.14.2. */
  readonly refresh: (refreshToken: string) => RefreshResult
  /** Sets fields of the next token response. */
  readonly nextToken: (fields: Partial<TokenResponse>) => void
  readonly isAccepted: (accessToken: string) => boolean
  /** Ends the login of a token. */
  readonly revoke: (token: string) => void
  readonly revokeAccessTokens: () => void
  readonly revokeAll: () => void
  readonly reset: () => void
}

/** @param lifetime - lifetime of access tokens, s */
export function createTokenRegister(clock: Clock, lifetime: number, rotates: boolean): TokenRegister {
  const accessTokens = new Map<string, IssuedAccessToken>()
  const refreshTokens = new Map<string, IssuedRefreshToken>()
  const planned: Partial<TokenResponse>[] = []
  let count = 0

  function issueFor(login: Login, withRefreshToken: boolean): TokenResponse {
    count++
    const tokens = {
      access_token: `access-${count}`,
      token_type: 'Bearer',
      expires_in: lifetime,
      ...(withRefreshToken && { refresh_token: `refresh-${count}-${uniqueSuffix()}` }),
      ...planned.shift(),
    }
    accessTokens.set(tokens.access_token, { login, expiresAt: clock.wall() + Number(tokens.expires_in ?? Infinity) * 1_000 })
    if (typeof tokens.refresh_token === 'string') refreshTokens.set(tokens.refresh_token, { login, isUsed: false })
    return tokens
  }

  return {
    issue: (withRefreshToken) => issueFor({ isRevoked: false }, withRefreshToken),
    refresh(refreshToken) {
      const issued = refreshTokens.get(refreshToken)
      if (issued === undefined || issued.login.isRevoked) return { kind: 'rejected', isReuse: issued?.isUsed === true }
      if (issued.isUsed) {
        issued.login.isRevoked = true
        return { kind: 'rejected', isReuse: true }
      }
      issued.isUsed = rotates
      return { kind: 'tokens', tokens: issueFor(issued.login, rotates) }
    },
    nextToken: (fields) => void planned.push(fields),
    isAccepted(accessToken) {
      const issued = accessTokens.get(accessToken)
      return issued !== undefined && !issued.login.isRevoked && clock.wall() < issued.expiresAt
    },
    revoke(token) {
      const login = (accessTokens.get(token) ?? refreshTokens.get(token))?.login
      if (login !== undefined) login.isRevoked = true
    },
    revokeAccessTokens: () => accessTokens.clear(),
    revokeAll() {
      for (const { login } of [...accessTokens.values(), ...refreshTokens.values()]) login.isRevoked = true
    },
    reset() {
      accessTokens.clear()
      refreshTokens.clear()
      planned.length = 0
      count = 0
    },
  }
}

/** Returns a suffix that makes refresh tokens unique, even after `reset()`, as a coordinator never sends the same refresh token twice. */
function uniqueSuffix(): string {
  return Math.random().toString(36).slice(2, 10)
}
