import { type Coordinator, createCoordinator, stepUp, type StepUpHook, type TokenResponse, type TokenSource } from '@everbearer/core'
import { dpopKey } from '@everbearer/dpop'
import { authorizationCode, tokenExchange } from '@everbearer/oauth2'
import { followLogin, startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clients } from '../keycloak/clients.ts'

const redirectUri = 'http://127.0.0.1:9/callback'

let testbed: Testbed
beforeAll(async () => void (testbed = await startTestbed()))
afterAll(() => testbed.close())

/** A coordinator whose hook logs a person in again, and the calls of that hook. */
interface SteppingUp {
  readonly auth: Coordinator
  readonly clientId: string
  readonly hooked: string[]
}

/** A person in a browser, who proves what the server asks for. The first login proves nothing special. */
async function byAuthorizationCode(keyBinding?: ReturnType<typeof dpopKey>): Promise<SteppingUp> {
  const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true, redirectUris: [redirectUri] })
  const login = authorizationCode({ issuer: testbed.issuer, ...client, redirectUri, scope: 'openid', keyBinding })
  const logIn = async (parameters: Record<string, string>, signal?: AbortSignal): Promise<TokenResponse> => {
    const { url, pending } = await login.begin({ parameters, signal })
    return login.finish(await followLogin(url, redirectUri), pending, { signal })
  }
  const { hooked, auth } = withHook(login.source, ({ acrValues = '', signal }) => logIn({ acr_values: acrValues, prompt: 'login' }, signal))
  await auth.setTokens(await logIn({}))
  return { auth, clientId: client.clientId, hooked }
}

/** A service that exchanges the token of its user for another with more scopes. */
async function byTokenExchange(): Promise<SteppingUp> {
  const client = testbed.registerClient()
  const { auth: user } = await byAuthorizationCode()
  const exchange = (scope: string): TokenSource<TokenResponse> =>
    tokenExchange({ issuer: testbed.issuer, ...client, subjectToken: user, scope })
  const { hooked, auth } = withHook(exchange('orders'), async ({ scope = '', grantedScope = '', signal }) =>
    exchange(`${grantedScope} ${scope}`).obtain?.({ signal }),
  )
  return { auth, clientId: client.clientId, hooked }
}

function withHook(source: TokenSource, hook: StepUpHook): Pick<SteppingUp, 'auth' | 'hooked'> {
  const hooked: string[] = []
  const auth = createCoordinator({
    source,
    origins: [testbed.api],
    stepUp: stepUp((challenge) => {
      hooked.push(`${challenge.error} ${challenge.acrValues ?? challenge.scope ?? ''}`)
      return hook(challenge)
    }),
  })
  return { auth, hooked }
}

describe.concurrent.each(clients)('$name', ({ create }) => {
  test.for([
    ['Bearer', undefined],
    ['DPoP', dpopKey],
  ] as const)('a login in a browser, with %s: the API demands gold, and refreshes keep the level', async ([, key]) => {
    const { auth, clientId, hooked } = await byAuthorizationCode(key?.())
    const send = create(auth)
    const subject = auth.sessionSignal
    const replies = await Promise.all([1, 2, 3].map((n) => send(`${testbed.api}/echo?acr_values=gold&n=${n}`)))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(hooked).toEqual(['insufficient_user_authentication gold'])
    testbed.revokeAccessTokens(clientId)
    expect((await send(`${testbed.api}/echo?acr_values=gold&max_age=60`)).status).toBe(200)
    expect(hooked).toHaveLength(1)
    expect(subject.aborted).toBe(false)
    expect(testbed.counts(clientId).spentRefreshTokens).toBe(0)
  })

  test('a token exchange: the API demands a scope, and the old scopes stay', async () => {
    const { auth, hooked } = await byTokenExchange()
    const send = create(auth)
    expect((await send(`${testbed.api}/echo?scope=orders`)).status).toBe(200)
    expect((await send(`${testbed.api}/echo?scope=payments`)).status).toBe(200)
    expect((await send(`${testbed.api}/echo?scope=orders+payments`)).status).toBe(200)
    expect(hooked).toEqual(['insufficient_scope payments'])
  })

  test('a server that never has enough: the caller gets the response, and a minute passes before the next prompt', async () => {
    const { auth, clientId, hooked } = await byAuthorizationCode()
    const send = create(auth)
    for (let n = 0; n < 3; n++) expect((await send(`${testbed.api}/echo?acr_values=platinum`)).status).toBe(401)
    expect(hooked).toHaveLength(1)
    expect(testbed.counts(clientId)).toMatchObject({ apiRequests: 4, tokenRequests: 2 })
  })
})
