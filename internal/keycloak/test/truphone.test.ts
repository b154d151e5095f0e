import { clientCredentials } from '@everbearer/oauth2'
import { expect, it, vi } from 'vitest'
import type { ClientUnderTest } from '../clients.ts'
import { clientSecret, shortLife } from '../realms/realm-builders.ts'
import { keycloak, withAllClientsAtOnce, withEachClient } from './on-keycloak.ts'
import { atOnce, patience, type TestContext, type TestContextOptions, createTestContext } from './test-context.ts'

const realm = `${keycloak.auth}/realms/tru-staff`

function truphone(client: ClientUnderTest, clientId = 'truphone', more: Partial<TestContextOptions> = {}): Promise<TestContext> {
  return createTestContext({
    realm,
    client,
    source: (tokenEndpoint) => clientCredentials({ tokenEndpoint, clientId, clientSecret }),
    ...more,
  })
}

/** An API that asks nobody, so that tokens of three seconds are not dead before a busy Keycloak says that they live. */
const steady: Partial<TestContextOptions> = { api: { checks: 'signature', works: 50 } }

/** What the coordinator takes for the end of a token; the refresh token lives on. */
const accessLifetime = 300_000

withEachClient('Truphone Connect', (client) => {
  it('T1: tokens are kept per token endpoint, and no refresh token goes to another environment', async () => {
    // Two real servers: the staging one would turn down what the other gave.
    await using production = await truphone(client)
    await using staging = await truphone(client, 'truphone', { realm: `${keycloak.plain}/realms/tru-staff` })
    for (let round = 0; round < 3; round++) {
      for (const context of [production, staging]) {
        expect((await context.send(context.api.origin)).status).toBe(200)
        context.elapse(accessLifetime)
      }
    }
    for (const context of [production, staging]) {
      expect(context.wire.requests.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(context.wire.grants()).toEqual(['client_credentials', 'refresh_token', 'refresh_token'])
      const given = context.wire.requests.map(({ responseFields }) => responseFields['refresh_token'])
      expect(context.wire.requests.slice(1).map(({ form }) => form['refresh_token'])).toEqual(given.slice(0, 2))
      expect(context.api.rejected()).toBe(0)
    }
  })

  it('T2: where the refresh token is damaged a token is obtained anew, and the caller notices nothing', async () => {
    await using context = await truphone(client)
    context.wire.rewrite = (fields) => ({ ...fields, refresh_token: `${String(fields['refresh_token'])}damaged` })
    await context.auth.getToken()
    context.elapse(accessLifetime)
    const replies = await atOnce(20, () => context.send(context.api.origin))
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
    const seen = context.wire.requests.map(({ form, status, responseFields }) => [form['grant_type'], status, responseFields['error']])
    expect(seen).toEqual([
      ['client_credentials', 200, undefined],
      ['refresh_token', 400, 'invalid_grant'],
      ['client_credentials', 200, undefined],
    ])
    expect(context.failures()).toEqual([])
  })

  it('T3: answers are read whether their JSON is compact or spaced', async () => {
    for (const space of [undefined, 2, '\t']) {
      await using context = await truphone(client)
      context.wire.print = (fields) => (space === undefined ? JSON.stringify(fields) : `\r\n${JSON.stringify(fields, undefined, space)}\n`)
      expect((await context.send(context.api.origin)).status).toBe(200)
      expect((await context.auth.getToken()).refreshToken).toBe(context.wire.requests[0]?.responseFields['refresh_token'])
    }
  })

  it('T4: with rotation and reuse detection, each new refresh token replaces the one before', async () => {
    await using context = await truphone(client, 'truphone', { realm: `${realm}-rotating` })
    const { issuedAt } = await context.auth.getToken()
    // What was spent within the second in which it was issued Keycloak takes again: it tells uses apart by the second.
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(issuedAt + 2_000), patience)
    for (let round = 0; round < 5; round++) {
      context.elapse(accessLifetime)
      const replies = await atOnce(20, () => context.send(context.api.origin))
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
    }
    const { requests } = context.wire
    expect(requests.map(({ status }) => status)).toEqual(requests.map(() => 200))
    expect(context.wire.grants()).toEqual(['client_credentials', ...requests.slice(1).map(() => 'refresh_token')])
    expect(requests).toHaveLength(6)
    const given = requests.map(({ responseFields }) => responseFields['refresh_token'])
    expect(requests.slice(1).map(({ form }) => form['refresh_token'])).toEqual(given.slice(0, -1))
    expect(new Set(given).size).toBe(6)

    // Reuse is indeed detected: whoever presents a spent one ends the session, the newest token included.
    const body = new URLSearchParams({ ...requests[1]?.form })
    const reuse = await fetch(`${realm}-rotating/protocol/openid-connect/token`, { method: 'POST', body })
    expect(await reuse.json()).toMatchObject({ error: 'invalid_grant' })
    expect((await context.send(context.api.origin)).status).toBe(200)
    expect(context.wire.grants().slice(6)).toEqual(['refresh_token', 'client_credentials'])
    expect(context.failures()).toEqual([])
  })

  it('T4: a refresh token that the answer leaves out is kept, with its old deadline', async () => {
    await using context = await truphone(client, 'truphone-keeps')
    const first = await context.auth.getToken()
    for (let round = 0; round < 3; round++) {
      context.auth.invalidate()
      expect((await context.send(context.api.origin)).status).toBe(200)
    }
    const [, ...refreshes] = context.wire.requests
    expect(refreshes.map(({ responseFields }) => [responseFields['refresh_token'], responseFields['refresh_expires_in']])).toEqual(
      refreshes.map(() => [undefined, 0]),
    )
    expect(refreshes.map(({ form }) => form['refresh_token'])).toEqual(refreshes.map(() => first.refreshToken))
    const { refreshToken, refreshExpiresAt } = await context.auth.getToken()
    expect({ refreshToken, refreshExpiresAt }).toEqual({ refreshToken: first.refreshToken, refreshExpiresAt: first.refreshExpiresAt })
  })
})

withAllClientsAtOnce('Truphone Connect', (client) => {
  it('T5: steady traffic over many lifetimes sees no error and no 401', async () => {
    await using context = await truphone(client, 'truphone-short', steady)
    const lifetimes = 6
    const end = Date.now() + lifetimes * shortLife * 1_000
    const statuses = new Map<number, number>()
    await atOnce(2, async () => {
      while (Date.now() < end) {
        const { status } = await context.send(context.api.origin)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    })
    expect([...statuses.keys()]).toEqual([200])
    expect(context.wire.tokensIssued()).toBeLessThanOrEqual(lifetimes * 1.25 + 5)
    expect(context.wire.tokensIssued()).toBeGreaterThan(1)
    expect(context.failures()).toEqual([])
  })

  it('T5: a session that nears its end, and its ever shorter tokens, cause no storm of refreshes', async () => {
    await using context = await truphone(client, 'truphone-session', steady)
    const sessions = 4
    const end = Date.now() + sessions * (shortLife + 2) * 1_000
    while (Date.now() < end) await context.send(context.api.origin)
    expect(context.events('session-ended')).toEqual([])
    const lifetimes = context.wire.requests.map(({ responseFields }) => responseFields['expires_in'])
    expect(Math.max(...lifetimes.filter((life) => typeof life === 'number'))).toBeGreaterThanOrEqual(shortLife - 1)
    expect(Math.min(...lifetimes.filter((life) => typeof life === 'number'))).toBeLessThan(shortLife - 1)
    expect(context.wire.requests.length, String(lifetimes)).toBeLessThanOrEqual(sessions * 6)
  })
})
