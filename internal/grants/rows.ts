import { type Coordinator, createCoordinator, type TokenSource } from '@everbearer/core'
import { systemClock } from '@everbearer/core/adapter'
import { authorizationCode, clientCredentials, deviceCode, jwtBearer, password, refreshToken, tokenExchange } from '@everbearer/oauth2'
import { type ClientOptions, followLogin, signAssertion, type Testbed } from '@everbearer/testbed'

/** A coordinator that gets tokens by one grant, and the client whose tokens it gets. */
export interface GrantUnderTest extends AsyncDisposable {
  readonly auth: Coordinator
  readonly clientId: string
  /** What a revocation in the middle may take: all tokens, or the access tokens alone, where a login has to be. */
  readonly survives: 'all tokens' | 'access tokens'
}

export interface GrantRow {
  readonly name: string
  readonly start: (testbed: Testbed, lifetime: number) => Promise<GrantUnderTest>
}

const redirectUri = 'http://127.0.0.1:9/callback'
const user = { username: 'jo', password: 'not-a-password' }

/** The pause of a device between two polls, ms. */
const pollPause = 5_000

/** The pauses of a device end a hundred times earlier. Its time limits stay: a poll whose response comes too late has used the code up. */
const hurried = {
  ...systemClock,
  setTimeout: (callback: () => void, ms: number) => setTimeout(callback, ms === pollPause ? ms / 100 : ms),
}

/** Every grant of `@everbearer/oauth2`. */
export const grants: readonly GrantRow[] = [
  {
    name: 'clientCredentials',
    start: (testbed, lifetime) =>
      start(testbed, lifetime, {}, (client) => clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client })),
  },
  {
    name: 'password',
    async start(testbed, lifetime) {
      testbed.registerUser(user)
      return start(testbed, lifetime, { refreshTokens: true }, (client) => password({ issuer: testbed.issuer, ...client, ...user }))
    },
  },
  {
    name: 'refreshToken',
    async start(testbed, lifetime) {
      const started = await start(
        testbed,
        lifetime,
        login,
        (client) => refreshToken({ issuer: testbed.issuer, ...client }),
        'access tokens',
      )
      const { clientId, clientSecret } = started.client
      const first = await clientCredentials({ issuer: testbed.issuer, clientId, clientSecret }).obtain?.({
        signal: started.auth.sessionSignal,
      })
      if (first !== undefined) await started.auth.setTokens(first)
      return started
    },
  },
  {
    name: 'tokenExchange',
    async start(testbed, lifetime) {
      testbed.registerUser(user)
      const app = testbed.registerClient({ accessTokenLifetime: lifetime, refreshTokens: true, rotateRefreshTokens: true })
      const subject = createCoordinator({ source: password({ issuer: testbed.issuer, ...app, ...user }), origins: 'any' })
      const source = (client: Client): TokenSource =>
        tokenExchange({ issuer: testbed.issuer, ...client, subjectToken: subject, audience: 'orders' })
      const started = await start(testbed, lifetime, {}, source)
      return Object.assign(started, {
        async [Symbol.asyncDispose]() {
          await started.auth[Symbol.asyncDispose]()
          await subject[Symbol.asyncDispose]()
        },
      })
    },
  },
  {
    name: 'jwtBearer',
    start(testbed, lifetime) {
      const { issuer } = testbed
      const source = ({ clientId, clientSecret }: Client): TokenSource => {
        const assertion = (): string => signAssertion({ sub: 'jo', aud: issuer, jti: crypto.randomUUID() }, clientSecret)
        return jwtBearer({ issuer, clientId, clientSecret, assertion })
      }
      return start(testbed, lifetime, {}, source)
    },
  },
  {
    name: 'deviceCode',
    start(testbed, lifetime) {
      const source = (client: Client): TokenSource =>
        deviceCode({
          issuer: testbed.issuer,
          ...client,
          clock: hurried,
          prompt: ({ userCode }) => testbed.decideDeviceLogin(userCode, 'approve', 'jo'),
        })
      return start(testbed, lifetime, login, source, 'access tokens')
    },
  },
  {
    name: 'authorizationCode',
    async start(testbed, lifetime) {
      const client = register(testbed, lifetime, { ...login, redirectUris: [redirectUri] })
      const { issuer } = testbed
      const code = authorizationCode({ issuer, ...client, redirectUri, scope: 'openid' })
      const auth = createCoordinator({ source: code.source, origins: 'any' })
      const { url, pending } = await code.begin({ parameters: { login_hint: 'jo' } })
      await auth.setTokens(await code.finish(await followLogin(url, redirectUri), pending))
      return grantOf(auth, client, 'access tokens')
    },
  },
]

/** A login is gone with its refresh token. */
const login: ClientOptions = { refreshTokens: true, rotateRefreshTokens: true }

type Client = ReturnType<Testbed['registerClient']>

function register(testbed: Testbed, lifetime: number, options: ClientOptions): Client {
  return testbed.registerClient({ ...options, accessTokenLifetime: lifetime })
}

async function start(
  testbed: Testbed,
  lifetime: number,
  options: ClientOptions,
  sourceOf: (client: Client) => TokenSource,
  survives: GrantUnderTest['survives'] = 'all tokens',
) {
  const client = register(testbed, lifetime, options)
  return grantOf(createCoordinator({ source: sourceOf(client), origins: 'any' }), client, survives)
}

function grantOf(auth: Coordinator, client: Client, survives: GrantUnderTest['survives']) {
  return { auth, client, clientId: client.clientId, survives, [Symbol.asyncDispose]: () => auth[Symbol.asyncDispose]() }
}
