import type { Entry, Issued } from './books.ts'
import { defaultSettings, type ServerSettings, type User } from './settings.ts'

/** A session: its tokens end with it. */
interface Session {
  readonly user: User
  isOver: boolean
}

export interface AccessToken {
  readonly number: number
  readonly session: number
  /** ms since 1970. */
  readonly expires: number
  isRevoked: boolean
}

export interface RefreshToken {
  readonly number: number
  readonly session: number
  /** When the token was used first, ms since 1970. */
  used: number | undefined
}

/** What the server knows of one account. JSON, so that a worker that the browser stops can go on later. */
export interface Account {
  settings: ServerSettings
  readonly sessions: Session[]
  readonly accessTokens: Record<string, AccessToken>
  readonly refreshTokens: Record<string, RefreshToken>
  /** How many tokens were issued. */
  issued: number
  /** Is the next response of the token endpoint to be lost? */
  losesNext: boolean
  readonly entries: Entry[]
}

/** A token response of RFC 6749 §5.1. */
export interface IssuedTokens {
  readonly access_token: string
  readonly token_type: 'Bearer'
  /** s. */
  readonly expires_in: number
  readonly refresh_token: string
  /** Whose tokens these are. */
  readonly user: User
}

export function createAccount(): Account {
  return { settings: defaultSettings, sessions: [], accessTokens: {}, refreshTokens: {}, issued: 0, losesNext: false, entries: [] }
}

/** Issues an access token and a refresh token of a session. Both have the same number. */
export function issueTokens(account: Account, session: number, now: number, random: () => string): IssuedTokens {
  const { lifetime } = account.settings
  const number = ++account.issued
  const [accessToken, refreshToken] = [`access-${random()}`, `refresh-${random()}`]
  account.accessTokens[accessToken] = { number, session, expires: now + lifetime * 1000, isRevoked: false }
  account.refreshTokens[refreshToken] = { number, session, used: undefined }
  const { user } = account.sessions[session]!
  return { access_token: accessToken, token_type: 'Bearer', expires_in: lifetime, refresh_token: refreshToken, user }
}

/** Ends all sessions, begins one of `user`, and issues its first tokens. */
export function signIn(account: Account, user: User, now: number, random: () => string): IssuedTokens {
  endSessions(account)
  account.sessions.push({ user, isOver: false })
  const tokens = issueTokens(account, account.sessions.length - 1, now, random)
  account.entries.push({ kind: 'sign-in', user, issued: lastIssued(account), arrived: now })
  return tokens
}

/** The newest access token. */
export function lastIssued({ accessTokens }: Account): Issued {
  const { number, expires } = Object.values(accessTokens).at(-1)!
  return { token: number, expires }
}

export function signOut(account: Account, now: number): void {
  const user = account.sessions.find(({ isOver }) => !isOver)?.user
  endSessions(account)
  account.entries.push({ kind: 'sign-out', user, issued: undefined, arrived: now })
}

/** Revokes all access tokens. The sessions and their refresh tokens stay. */
export function revokeAccessTokens(account: Account, now: number): void {
  for (const token of Object.values(account.accessTokens)) token.isRevoked = true
  account.entries.push({ kind: 'revoke', user: undefined, issued: undefined, arrived: now })
}

function endSessions(account: Account): void {
  for (const session of account.sessions) session.isOver = true
}
