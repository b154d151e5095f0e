import { type AudienceParameters, TokenRequestError, type TokenResponse, type TokenSource } from '../../src/index.ts'

/** One token request, as the server's book has it. */
export interface Entry {
  readonly grant: 'obtain' | 'refresh'
  /** What the request asked for; undefined: the login's own token. */
  readonly audience: string | undefined
  readonly user: string
}

/** An authorization server that rotates refresh tokens, and ends a login whose refresh token is used twice. */
export interface AuthorizationServer {
  readonly book: Entry[]
  /** Uses of refresh tokens that were used before. */
  readonly reuses: string[]
  /** Most token requests of one login at the same moment. */
  readonly mostAtOnce: number
  readonly sourceOf: (parameters: AudienceParameters) => TokenSource
  readonly machineOf: (parameters: AudienceParameters) => TokenSource
  /** A user logs in. */
  readonly logIn: (user: string) => TokenResponse
  readonly endLogin: (user: string) => void
  /** The tokens that were revoked. */
  readonly revoked: string[]
  /** Fails the next token requests for an audience. */
  readonly failFor: (audience: string | undefined, error: Error) => void
  /** Holds token requests back until the function that is returned is called. */
  readonly hold: () => () => void
  readonly callsFor: (audience: string | undefined) => number
}

/**
 * @param lifetime - of access tokens, s
 * @param pause - how long a token request takes
 */
export function createAuthorizationServer(lifetime = 300, pause: () => Promise<void> = async () => {}): AuthorizationServer {
  const book: Entry[] = []
  const reuses: string[] = []
  const revoked: string[] = []
  const users = new Map<string, { readonly user: string; isUsed: boolean }>()
  const failures = new Map<string | undefined, Error>()
  let issued = 0
  let atOnce = 0
  let mostAtOnce = 0
  let gate: Promise<void> = Promise.resolve()

  const nameOf = ({ resource, audience, scope }: AudienceParameters): string | undefined => resource ?? audience ?? scope
  const refreshTokenOf = (user: string): string => {
    const token = `refresh-${user}-${++issued}`
    users.set(token, { user, isUsed: false })
    return token
  }
  const accessTokenOf = (user: string, audience: string | undefined): string => `access-${user}-${audience ?? 'login'}-${++issued}`
  const during = async <T>(work: () => T): Promise<T> => {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce)
    try {
      await gate
      await pause()
      return work()
    } finally {
      atOnce--
    }
  }
  const enter = (entry: Entry): void => {
    book.push(entry)
    const failure = failures.get(entry.audience)
    if (failure !== undefined) throw failure
  }
  const endLogin = (user: string): void => {
    for (const [token, login] of users) if (login.user === user) users.delete(token)
  }

  const server: AuthorizationServer = {
    book,
    reuses,
    revoked,
    get mostAtOnce() {
      return mostAtOnce
    },
    sourceOf: (parameters) => ({
      refresh: (token) =>
        during(() => {
          const login = users.get(token)
          const audience = nameOf(parameters)
          enter({ grant: 'refresh', audience, user: login?.user ?? 'nobody' })
          if (login?.isUsed === true) {
            reuses.push(token)
            endLogin(login.user)
          }
          if (login === undefined || login.isUsed) throw new TokenRequestError('rejected', { status: 400, error: 'invalid_grant' })
          login.isUsed = true
          return {
            access_token: accessTokenOf(login.user, audience),
            token_type: 'Bearer',
            expires_in: lifetime,
            refresh_token: refreshTokenOf(login.user),
          }
        }),
      revoke: async (token) => void revoked.push(token),
    }),
    machineOf: (parameters) => ({
      obtain: () =>
        during(() => {
          const audience = nameOf(parameters)
          enter({ grant: 'obtain', audience, user: 'machine' })
          return { access_token: accessTokenOf('machine', audience), token_type: 'Bearer', expires_in: lifetime }
        }),
    }),
    logIn: (user) => ({
      access_token: accessTokenOf(user, undefined),
      token_type: 'Bearer',
      expires_in: lifetime,
      refresh_token: refreshTokenOf(user),
    }),
    endLogin,
    failFor: (audience, error) => void failures.set(audience, error),
    hold() {
      let open: () => void = () => {}
      gate = new Promise<void>((resolve) => (open = resolve))
      return open
    },
    callsFor: (audience) => book.filter((entry) => entry.audience === audience).length,
  }
  return server
}
