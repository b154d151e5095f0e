import { CredentialsRejectedError } from '@everbearer/core'
import { clientCredentials, type ClientCredentialsOptions } from '@everbearer/oauth2'
import { expect, it, vi } from 'vitest'
import type { ClientUnderTest } from '../clients.ts'
import { oddSecret } from '../realms/conundra.ts'
import { clientSecret } from '../realms/realm-builders.ts'
import { keycloak, withEachClient } from './on-keycloak.ts'
import { atOnce, codeOf, outcomeOf, patience, type TestContext, type TestContextOptions, createTestContext } from './test-context.ts'

const second = 1000
const realm = `${keycloak.auth}/realms/prod`
const openid = `${realm}/protocol/openid-connect`

function conundra(
  client: ClientUnderTest,
  more: Partial<TestContextOptions> = {},
  credentials: Partial<ClientCredentialsOptions> = {},
): Promise<TestContext> {
  const source = (tokenEndpoint: string): ReturnType<typeof clientCredentials> =>
    clientCredentials({ tokenEndpoint, clientId: 'conundra', clientSecret, ...credentials })
  return createTestContext({ realm, client, source, ...more })
}

/** Has Keycloak itself revoke the token in hand. */
async function revoke({ auth }: TestContext): Promise<void> {
  const { accessToken } = await auth.getToken()
  const body = new URLSearchParams({ token: accessToken, client_id: 'conundra', client_secret: clientSecret })
  expect((await fetch(`${openid}/revoke`, { method: 'POST', body })).status).toBe(200)
}

withEachClient('Conundra', (client) => {
  it('C1: refresh_expires_in 0 beside no refresh token means none: no refresh grant is ever sent', async () => {
    await using context = await conundra(client)
    for (let round = 0; round < 3; round++) {
      expect((await context.send(context.api.origin)).status).toBe(200)
      context.elapse(300 * second)
    }
    expect(context.wire.grants()).toEqual(['client_credentials', 'client_credentials', 'client_credentials'])
    const [{ responseFields } = { responseFields: {} }] = context.wire.requests
    expect(responseFields).toMatchObject({ refresh_expires_in: 0, scope: '', 'not-before-policy': 0 })
    expect(responseFields).not.toHaveProperty('refresh_token')
    expect(context.failures()).toEqual([])
  })

  it('C2: token requests are form-urlencoded', async () => {
    await using context = await conundra(client)
    expect((await context.send(context.api.origin)).status).toBe(200)
    const [request] = context.wire.requests
    expect(request?.method).toBe('POST')
    expect(request?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded(;charset=UTF-8)?$/)
    // What the manual's other sample would come to:
    const body = new FormData()
    for (const [name, value] of Object.entries(request?.form ?? {})) body.append(name, value)
    expect((await fetch(`${openid}/token`, { method: 'POST', body })).ok).toBe(false)
  })

  it('C3: grant_type is sent without quotes', async () => {
    await using context = await conundra(client)
    expect((await context.send(context.api.origin)).status).toBe(200)
    expect(context.wire.requests[0]?.body.split('&')).toContain('grant_type=client_credentials')
  })

  it('C4: Basic credentials are form-encoded by default, and raw where the server wants that', async () => {
    const basic = { clientAuthentication: 'client_secret_basic' } as const
    const odd = { ...basic, clientId: 'conundra-odd', clientSecret: oddSecret }
    for (const credentials of [basic, { ...basic, basicEncoding: 'raw' } as const, odd]) {
      await using context = await conundra(client, {}, credentials)
      expect((await context.send(context.api.origin)).status).toBe(200)
      expect(context.wire.requests[0]?.form).toEqual({ grant_type: 'client_credentials' })
    }
    // Keycloak decodes, so the raw form of odd characters is another secret to it; to others it would be the right one.
    await using context = await conundra(client, {}, { ...odd, basicEncoding: 'raw' })
    expect(codeOf(await outcomeOf(context.send(context.api.origin)))).toBe('ERR_CREDENTIALS_REJECTED')
    const [, credentials = ''] = context.wire.requests[0]?.headers.authorization?.split(' ') ?? []
    expect(Buffer.from(credentials, 'base64').toString()).toBe(`conundra-odd:${oddSecret}`)
  })

  it('C5: a token is refreshed at 80 to 90 % of its life, while requests go on with the old one', async () => {
    for (const [random, due] of [
      [0, 240],
      [1, 270],
    ] as const) {
      await using context = await conundra(client, { coordinator: { random: () => random } })
      await context.auth.getToken()
      context.elapse((due - 25) * second)
      expect((await context.send(context.api.origin)).status).toBe(200)
      expect(context.wire.requests).toHaveLength(1)
      // Well before the 290th, from which on requests would wait.
      context.elapse(26 * second)
      await atOnce(10, () => context.send(context.api.origin))
      await vi.waitFor(() => expect(context.events('refresh')).toHaveLength(2), patience)
      expect(context.events('refresh')[1]).toMatchObject({ reason: 'due', waiters: 0 })
      expect((await context.send(context.api.origin)).status).toBe(200)
      const sent = context.api.requests.map(({ authorization }) => authorization)
      const [old, refreshed] = context.wire.requests.map(({ responseFields }) => `Bearer ${String(responseFields['access_token'])}`)
      // Which of the ten still went out with the old token depends on how fast Keycloak was; the first one did.
      expect([sent[0], sent[1], sent.at(-1)]).toEqual([old, old, refreshed])
      expect(context.wire.requests).toHaveLength(2)
      expect(context.api.rejected()).toBe(0)
    }
  })

  it('C6: a 401 that says invalid_token brings a new token at once and a replay', async () => {
    await using context = await conundra(client, { api: { style: 'spring' } })
    await context.auth.getToken()
    await revoke(context)
    const replies = await atOnce(10, () => context.send(context.api.origin))
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
    expect(context.wire.requests).toHaveLength(2)
    expect(context.api.rejected()).toBeGreaterThan(0)
    // Keycloak's own userinfo says it, too, though not with what this realm's tokens lack by then.
    const dead = await fetch(`${openid}/userinfo`, { headers: { authorization: 'Bearer damaged' } })
    expect(dead.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  it('C7: insufficient_scope and invalid_request are the caller’s to see, and refresh nothing', async () => {
    await using context = await conundra(client, { api: { style: 'springInvalidRequest' } })
    const narrow = await context.send(`${openid}/userinfo`)
    expect(narrow).toMatchObject({ status: 403, challenge: expect.stringContaining('error="insufficient_scope"') })
    await revoke(context)
    expect(await context.send(context.api.origin)).toMatchObject({
      status: 401,
      challenge: expect.stringContaining('error="invalid_request"'),
    })
    expect(context.wire.requests).toHaveLength(1)
    expect(context.api.requests).toHaveLength(1)
  })

  it('C8: a 401 without details brings a new token and one replay, unless that is switched off', async () => {
    for (const style of ['quarkus', 'none'] as const) {
      for (const bareChallenge of ['refresh', 'ignore'] as const) {
        await using context = await conundra(client, { api: { style }, coordinator: { bareChallenge } })
        await context.auth.getToken()
        await revoke(context)
        const refreshes = bareChallenge === 'refresh'
        expect((await context.send(context.api.origin)).status).toBe(refreshes ? 200 : 401)
        expect(context.api.requests.map(({ status }) => status)).toEqual(refreshes ? [401, 200] : [401])
        expect(context.wire.requests).toHaveLength(refreshes ? 2 : 1)
      }
    }
  })

  it('C8: a 403 that means a dead token, as keycloak-connect says it, is refreshed where shouldRefresh says so', async () => {
    for (const shouldRefresh of [undefined, ({ status }: { readonly status: number }) => status === 403]) {
      await using context = await conundra(client, {
        api: { style: 'keycloakConnect' },
        coordinator: shouldRefresh ? { shouldRefresh } : {},
      })
      await context.auth.getToken()
      await revoke(context)
      expect((await context.send(context.api.origin)).status).toBe(shouldRefresh ? 200 : 403)
      expect(context.wire.requests).toHaveLength(shouldRefresh ? 2 : 1)
    }
  })

  it('C10: a wrong secret is tried once and then left alone, so that no address gets blocked', async () => {
    await using context = await conundra(client, { coordinator: { random: () => 1 } }, { clientSecret: 'wrong' })
    const outcomes = await atOnce(50, () => outcomeOf(context.send(context.api.origin)))
    expect(outcomes.map(codeOf)).toEqual(outcomes.map(() => 'ERR_CREDENTIALS_REJECTED'))
    expect(context.wire.requests.map(({ status, responseFields }) => [status, responseFields['error']])).toEqual([
      [401, 'unauthorized_client'],
    ])

    // An hour in which a request comes every ten seconds.
    for (let step = 0; step < 360; step++) {
      context.elapse(10 * second)
      expect(codeOf(await outcomeOf(context.send(context.api.origin)))).toBe('ERR_CREDENTIALS_REJECTED')
    }
    expect(context.wire.requests.length).toBeLessThanOrEqual(25)
    expect(context.api.requests).toEqual([])
  })

  it('C10: a blocked address, seen as connection or TLS errors, is never reported as a wrong secret', async () => {
    await using context = await conundra(client, { coordinator: { retries: 1 } })
    context.wire.interfere = () => 'cut'
    const cut = await outcomeOf(context.send(context.api.origin))
    expect(codeOf(cut)).toBe('ERR_TOKEN_UNAVAILABLE')
    expect(cut).not.toBeInstanceOf(CredentialsRejectedError)
    context.wire.interfere = undefined
    context.elapse(30 * second)
    expect((await context.send(context.api.origin)).status).toBe(200)

    const tls = (tokenEndpoint: string): ReturnType<typeof clientCredentials> =>
      clientCredentials({ tokenEndpoint: tokenEndpoint.replace('http:', 'https:'), clientId: 'conundra', clientSecret })
    await using blocked = await conundra(client, { coordinator: { retries: 1 }, source: tls })
    expect(codeOf(await outcomeOf(blocked.send(blocked.api.origin)))).toBe('ERR_TOKEN_UNAVAILABLE')
  })
})
