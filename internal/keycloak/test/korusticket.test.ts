import { setTimeout as pause } from 'node:timers/promises'
import { clientCredentials, type ClientCredentialsOptions } from '@everbearer/oauth2'
import { expect, it } from 'vitest'
import type { ClientUnderTest } from '../clients.ts'
import { clientSecret } from '../realms/realm-builders.ts'
import { keycloak, withEachClient } from './on-keycloak.ts'
import { atOnce, type TestContext, createTestContext } from './test-context.ts'

const second = 1000
const credentials = { client_id: 'korus', client_secret: clientSecret }
const documented = ['access_token', 'expires_in', 'refresh_expires_in', 'refresh_token', 'token_type']

function korus(client: ClientUnderTest, more: Partial<ClientCredentialsOptions> = {}): Promise<TestContext> {
  const source = (tokenEndpoint: string): ReturnType<typeof clientCredentials> =>
    clientCredentials({ tokenEndpoint, clientId: 'korus', clientSecret, ...more })
  return createTestContext({ realm: `${keycloak.plain}/realms/korusticket`, client, source })
}

withEachClient('KorusTicket', (client) => {
  it('K1: an answer of five fields is enough', async () => {
    await using context = await korus(client)
    context.wire.rewrite = (fields) => Object.fromEntries(documented.map((name) => [name, fields[name]]))
    expect((await context.send(`${context.api.origin}/v1/ticketing/catalogs/`)).status).toBe(200)
    expect(Object.keys(context.wire.requests[0]?.responseFields ?? {})).toEqual(documented)
    const { lifetime, refreshToken, refreshExpiresAt, issuedAt } = await context.auth.getToken()
    expect(refreshToken).toEqual(expect.any(String))
    // Keycloak takes off the second that has begun meanwhile.
    for (const life of [lifetime, (refreshExpiresAt ?? 0) - issuedAt]) expect([1799, 1800]).toContain((life ?? 0) / second)
  })

  it('K2: a refresh token comes with client_credentials, and its request carries client_id and client_secret in the body', async () => {
    await using context = await korus(client)
    await context.auth.getToken()
    context.auth.invalidate()
    expect((await context.send(`${context.api.origin}/v1/ticketing/catalogs/`)).status).toBe(200)
    const [first, refresh] = context.wire.requests
    expect(first?.form).toEqual({ ...credentials, grant_type: 'client_credentials' })
    expect(refresh?.form).toEqual({ ...credentials, grant_type: 'refresh_token', refresh_token: first?.responseFields['refresh_token'] })
    expect(context.wire.requests.map(({ status, headers }) => [status, headers.authorization])).toEqual([
      [200, undefined],
      [200, undefined],
    ])
  })

  it('K3: the refresh token endpoint may be another, and is the token endpoint where none is given', async () => {
    await using elsewhere = await korus(client)
    const path = '/realms/korusticket/protocol/openid-connect/token'
    for (const refreshTokenEndpoint of [elsewhere.wire.origin + path, undefined]) {
      await using context = await korus(client, refreshTokenEndpoint === undefined ? {} : { refreshTokenEndpoint })
      await context.auth.getToken()
      context.auth.invalidate()
      expect((await context.send(context.api.origin)).status).toBe(200)
      const own = refreshTokenEndpoint === undefined
      expect(context.wire.grants()).toEqual(own ? ['client_credentials', 'refresh_token'] : ['client_credentials'])
      expect(elsewhere.wire.grants()).toEqual(['refresh_token'])
    }
  })

  it('K4: what the manual calls client credentials flow is sent as grant_type=refresh_token', async () => {
    await using context = await korus(client)
    await context.auth.getToken()
    for (let round = 0; round < 3; round++) {
      context.auth.invalidate()
      expect((await context.send(context.api.origin)).status).toBe(200)
    }
    expect(context.wire.grants()).toEqual(['client_credentials', 'refresh_token', 'refresh_token', 'refresh_token'])
  })

  it('K5: refresh_expires_id stands in for refresh_expires_in, and never beats it', async () => {
    const lifetimeWith = async (change: (fields: Readonly<Record<string, unknown>>) => Record<string, unknown>): Promise<number> => {
      await using context = await korus(client)
      context.wire.rewrite = change
      expect((await context.send(context.api.origin)).status).toBe(200)
      const { refreshExpiresAt, issuedAt } = await context.auth.getToken()
      return Math.round(((refreshExpiresAt ?? 0) - issuedAt) / second)
    }
    expect([1799, 1800]).toContain(await lifetimeWith((fields) => ({ refresh_expires_id: 60, ...fields })))
    expect(await lifetimeWith((fields) => ({ ...fields, refresh_expires_in: undefined, refresh_expires_id: 60 }))).toBe(60)
  })

  it('K6: when both tokens have died of idleness a new one is obtained, with no refresh tried and no error shown', async () => {
    await using context = await korus(client, { clientId: 'korus-short' })
    expect((await context.send(context.api.origin)).status).toBe(200)
    const { issuedAt, lifetime, refreshExpiresAt } = await context.auth.getToken()
    await pause(Math.max(refreshExpiresAt ?? 0, issuedAt + (lifetime ?? 0)) - Date.now() + 1)
    const replies = await atOnce(20, () => context.send(context.api.origin))
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
    expect(context.wire.requests.map(({ form, status }) => [form['grant_type'], status])).toEqual([
      ['client_credentials', 200],
      ['client_credentials', 200],
    ])
    expect(context.failures()).toEqual([])
  })

  it('K7: URLs are sent exactly as given, with and without a slash at the end', async () => {
    await using context = await korus(client)
    for (const path of ['/v1/ticketing/catalogs/', '/v1/ticketing/catalogs']) await context.send(context.api.origin + path)
    expect(context.api.requests.map(({ url, status }) => [url, status])).toEqual([
      ['/v1/ticketing/catalogs/', 200],
      ['/v1/ticketing/catalogs', 200],
    ])
    expect(context.wire.requests.map(({ url }) => url)).toEqual(['/realms/korusticket/protocol/openid-connect/token'])
  })
})
