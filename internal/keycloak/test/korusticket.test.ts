import { setTimeout as pause } from 'node:timers/promises'
import { clientCredentials, type ClientCredentialsOptions } from '@everbearer/oauth2'
import { expect, it } from 'vitest'
import type { ClientUnderTest } from '../clients.ts'
import { clientSecret } from '../realms/parts.ts'
import { keycloak, withEachClient } from './on-keycloak.ts'
import { atOnce, type Scene, setScene } from './scene.ts'

const second = 1000
const credentials = { client_id: 'korus', client_secret: clientSecret }
const documented = ['access_token', 'expires_in', 'refresh_expires_in', 'refresh_token', 'token_type']

function korus(client: ClientUnderTest, more: Partial<ClientCredentialsOptions> = {}): Promise<Scene> {
  const source = (tokenEndpoint: string): ReturnType<typeof clientCredentials> =>
    clientCredentials({ tokenEndpoint, clientId: 'korus', clientSecret, ...more })
  return setScene({ realm: `${keycloak.plain}/realms/korusticket`, client, source })
}

withEachClient('KorusTicket', (client) => {
  it('K1: an answer of five fields is enough', async () => {
    await using scene = await korus(client)
    scene.wire.rewrite = (fields) => Object.fromEntries(documented.map((name) => [name, fields[name]]))
    expect((await scene.send(`${scene.api.origin}/v1/ticketing/catalogs/`)).status).toBe(200)
    expect(Object.keys(scene.wire.exchanges[0]?.answer ?? {})).toEqual(documented)
    const { lifetime, refreshToken, refreshExpiresAt, issuedAt } = await scene.auth.getToken()
    expect(refreshToken).toEqual(expect.any(String))
    // Keycloak takes off the second that has begun meanwhile.
    for (const life of [lifetime, (refreshExpiresAt ?? 0) - issuedAt]) expect([1799, 1800]).toContain((life ?? 0) / second)
  })

  it('K2: a refresh token comes with client_credentials, and its request carries client_id and client_secret in the body', async () => {
    await using scene = await korus(client)
    await scene.auth.getToken()
    scene.auth.invalidate()
    expect((await scene.send(`${scene.api.origin}/v1/ticketing/catalogs/`)).status).toBe(200)
    const [first, refresh] = scene.wire.exchanges
    expect(first?.form).toEqual({ ...credentials, grant_type: 'client_credentials' })
    expect(refresh?.form).toEqual({ ...credentials, grant_type: 'refresh_token', refresh_token: first?.answer['refresh_token'] })
    expect(scene.wire.exchanges.map(({ status, headers }) => [status, headers.authorization])).toEqual([
      [200, undefined],
      [200, undefined],
    ])
  })

  it('K3: the refresh token endpoint may be another, and is the token endpoint where none is given', async () => {
    await using elsewhere = await korus(client)
    const path = '/realms/korusticket/protocol/openid-connect/token'
    for (const refreshTokenEndpoint of [elsewhere.wire.origin + path, undefined]) {
      await using scene = await korus(client, refreshTokenEndpoint === undefined ? {} : { refreshTokenEndpoint })
      await scene.auth.getToken()
      scene.auth.invalidate()
      expect((await scene.send(scene.api.origin)).status).toBe(200)
      const own = refreshTokenEndpoint === undefined
      expect(scene.wire.grants()).toEqual(own ? ['client_credentials', 'refresh_token'] : ['client_credentials'])
      expect(elsewhere.wire.grants()).toEqual(['refresh_token'])
    }
  })

  it('K4: what the manual calls client credentials flow is sent as grant_type=refresh_token', async () => {
    await using scene = await korus(client)
    await scene.auth.getToken()
    for (let round = 0; round < 3; round++) {
      scene.auth.invalidate()
      expect((await scene.send(scene.api.origin)).status).toBe(200)
    }
    expect(scene.wire.grants()).toEqual(['client_credentials', 'refresh_token', 'refresh_token', 'refresh_token'])
  })

  it('K5: refresh_expires_id stands in for refresh_expires_in, and never beats it', async () => {
    const lifetimeWith = async (change: (fields: Readonly<Record<string, unknown>>) => Record<string, unknown>): Promise<number> => {
      await using scene = await korus(client)
      scene.wire.rewrite = change
      expect((await scene.send(scene.api.origin)).status).toBe(200)
      const { refreshExpiresAt, issuedAt } = await scene.auth.getToken()
      return Math.round(((refreshExpiresAt ?? 0) - issuedAt) / second)
    }
    expect([1799, 1800]).toContain(await lifetimeWith((fields) => ({ refresh_expires_id: 60, ...fields })))
    expect(await lifetimeWith((fields) => ({ ...fields, refresh_expires_in: undefined, refresh_expires_id: 60 }))).toBe(60)
  })

  it('K6: when both tokens have died of idleness a new one is obtained, with no refresh tried and no error shown', async () => {
    await using scene = await korus(client, { clientId: 'korus-short' })
    expect((await scene.send(scene.api.origin)).status).toBe(200)
    const { issuedAt, lifetime, refreshExpiresAt } = await scene.auth.getToken()
    await pause(Math.max(refreshExpiresAt ?? 0, issuedAt + (lifetime ?? 0)) - Date.now() + 1)
    const replies = await atOnce(20, () => scene.send(scene.api.origin))
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
    expect(scene.wire.exchanges.map(({ form, status }) => [form['grant_type'], status])).toEqual([
      ['client_credentials', 200],
      ['client_credentials', 200],
    ])
    expect(scene.troubles()).toEqual([])
  })

  it('K7: URLs are sent exactly as given, with and without a slash at the end', async () => {
    await using scene = await korus(client)
    for (const path of ['/v1/ticketing/catalogs/', '/v1/ticketing/catalogs']) await scene.send(scene.api.origin + path)
    expect(scene.api.requests.map(({ url, status }) => [url, status])).toEqual([
      ['/v1/ticketing/catalogs/', 200],
      ['/v1/ticketing/catalogs', 200],
    ])
    expect(scene.wire.exchanges.map(({ url }) => url)).toEqual(['/realms/korusticket/protocol/openid-connect/token'])
  })
})
