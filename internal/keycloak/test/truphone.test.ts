import { clientCredentials } from '@everbearer/oauth2'
import { expect, it, vi } from 'vitest'
import type { ClientUnderTest } from '../clients.ts'
import { clientSecret, shortLife } from '../realms/parts.ts'
import { keycloak, withAllClientsAtOnce, withEachClient } from './on-keycloak.ts'
import { atOnce, patience, type Scene, type SceneOptions, setScene } from './scene.ts'

const realm = `${keycloak.auth}/realms/tru-staff`

function truphone(client: ClientUnderTest, clientId = 'truphone', more: Partial<SceneOptions> = {}): Promise<Scene> {
  return setScene({ realm, client, source: (tokenEndpoint) => clientCredentials({ tokenEndpoint, clientId, clientSecret }), ...more })
}

/** An API that asks nobody, so that tokens of three seconds are not dead before a busy Keycloak says that they live. */
const steady: Partial<SceneOptions> = { api: { checks: 'signature', works: 50 } }

/** What the coordinator takes for the end of a token; the refresh token lives on. */
const accessLifetime = 300_000

withEachClient('Truphone Connect', (client) => {
  it('T1: tokens are kept per token endpoint, and no refresh token goes to another environment', async () => {
    // Two real servers: the staging one would turn down what the other gave.
    await using production = await truphone(client)
    await using staging = await truphone(client, 'truphone', { realm: `${keycloak.plain}/realms/tru-staff` })
    for (let round = 0; round < 3; round++) {
      for (const scene of [production, staging]) {
        expect((await scene.send(scene.api.origin)).status).toBe(200)
        scene.elapse(accessLifetime)
      }
    }
    for (const scene of [production, staging]) {
      expect(scene.wire.exchanges.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(scene.wire.grants()).toEqual(['client_credentials', 'refresh_token', 'refresh_token'])
      const given = scene.wire.exchanges.map(({ answer }) => answer['refresh_token'])
      expect(scene.wire.exchanges.slice(1).map(({ form }) => form['refresh_token'])).toEqual(given.slice(0, 2))
      expect(scene.api.refused()).toBe(0)
    }
  })

  it('T2: where the refresh token is damaged a token is obtained anew, and the caller notices nothing', async () => {
    await using scene = await truphone(client)
    scene.wire.rewrite = (fields) => ({ ...fields, refresh_token: `${String(fields['refresh_token'])}damaged` })
    await scene.auth.getToken()
    scene.elapse(accessLifetime)
    const replies = await atOnce(20, () => scene.send(scene.api.origin))
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
    const seen = scene.wire.exchanges.map(({ form, status, answer }) => [form['grant_type'], status, answer['error']])
    expect(seen).toEqual([
      ['client_credentials', 200, undefined],
      ['refresh_token', 400, 'invalid_grant'],
      ['client_credentials', 200, undefined],
    ])
    expect(scene.troubles()).toEqual([])
  })

  it('T3: answers are read whether their JSON is compact or spaced', async () => {
    for (const space of [undefined, 2, '\t']) {
      await using scene = await truphone(client)
      scene.wire.print = (fields) => (space === undefined ? JSON.stringify(fields) : `\r\n${JSON.stringify(fields, undefined, space)}\n`)
      expect((await scene.send(scene.api.origin)).status).toBe(200)
      expect((await scene.auth.getToken()).refreshToken).toBe(scene.wire.exchanges[0]?.answer['refresh_token'])
    }
  })

  it('T4: with rotation and reuse detection, each new refresh token replaces the one before', async () => {
    await using scene = await truphone(client, 'truphone', { realm: `${realm}-rotating` })
    const { issuedAt } = await scene.auth.getToken()
    // What was spent within the second in which it was issued Keycloak takes again: it tells uses apart by the second.
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(issuedAt + 2_000), patience)
    for (let round = 0; round < 5; round++) {
      scene.elapse(accessLifetime)
      const replies = await atOnce(20, () => scene.send(scene.api.origin))
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
    }
    const { exchanges } = scene.wire
    expect(exchanges.map(({ status }) => status)).toEqual(exchanges.map(() => 200))
    expect(scene.wire.grants()).toEqual(['client_credentials', ...exchanges.slice(1).map(() => 'refresh_token')])
    expect(exchanges).toHaveLength(6)
    const given = exchanges.map(({ answer }) => answer['refresh_token'])
    expect(exchanges.slice(1).map(({ form }) => form['refresh_token'])).toEqual(given.slice(0, -1))
    expect(new Set(given).size).toBe(6)

    // Reuse is indeed detected: whoever presents a spent one ends the session, the newest token included.
    const body = new URLSearchParams({ ...exchanges[1]?.form })
    const reuse = await fetch(`${realm}-rotating/protocol/openid-connect/token`, { method: 'POST', body })
    expect(await reuse.json()).toMatchObject({ error: 'invalid_grant' })
    expect((await scene.send(scene.api.origin)).status).toBe(200)
    expect(scene.wire.grants().slice(6)).toEqual(['refresh_token', 'client_credentials'])
    expect(scene.troubles()).toEqual([])
  })

  it('T4: a refresh token that the answer leaves out is kept, with its old deadline', async () => {
    await using scene = await truphone(client, 'truphone-keeps')
    const first = await scene.auth.getToken()
    for (let round = 0; round < 3; round++) {
      scene.auth.invalidate()
      expect((await scene.send(scene.api.origin)).status).toBe(200)
    }
    const [, ...refreshes] = scene.wire.exchanges
    expect(refreshes.map(({ answer }) => [answer['refresh_token'], answer['refresh_expires_in']])).toEqual(
      refreshes.map(() => [undefined, 0]),
    )
    expect(refreshes.map(({ form }) => form['refresh_token'])).toEqual(refreshes.map(() => first.refreshToken))
    const { refreshToken, refreshExpiresAt } = await scene.auth.getToken()
    expect({ refreshToken, refreshExpiresAt }).toEqual({ refreshToken: first.refreshToken, refreshExpiresAt: first.refreshExpiresAt })
  })
})

withAllClientsAtOnce('Truphone Connect', (client) => {
  it('T5: steady traffic over many lifetimes sees no error and no 401', async () => {
    await using scene = await truphone(client, 'truphone-short', steady)
    const lifetimes = 6
    const end = Date.now() + lifetimes * shortLife * 1_000
    const statuses = new Map<number, number>()
    await atOnce(2, async () => {
      while (Date.now() < end) {
        const { status } = await scene.send(scene.api.origin)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    })
    expect([...statuses.keys()]).toEqual([200])
    expect(scene.wire.tokensGiven()).toBeLessThanOrEqual(lifetimes * 1.25 + 5)
    expect(scene.wire.tokensGiven()).toBeGreaterThan(1)
    expect(scene.troubles()).toEqual([])
  })

  it('T5: a session that nears its end, and its ever shorter tokens, cause no storm of refreshes', async () => {
    await using scene = await truphone(client, 'truphone-session', steady)
    const sessions = 4
    const end = Date.now() + sessions * (shortLife + 2) * 1_000
    while (Date.now() < end) await scene.send(scene.api.origin)
    expect(scene.events('session-ended')).toEqual([])
    const lifetimes = scene.wire.exchanges.map(({ answer }) => answer['expires_in'])
    expect(Math.max(...lifetimes.filter((life) => typeof life === 'number'))).toBeGreaterThanOrEqual(shortLife - 1)
    expect(Math.min(...lifetimes.filter((life) => typeof life === 'number'))).toBeLessThan(shortLife - 1)
    expect(scene.wire.exchanges.length, String(lifetimes)).toBeLessThanOrEqual(sessions * 6)
  })
})
