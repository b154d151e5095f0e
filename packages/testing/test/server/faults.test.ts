import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { oddRefreshResponses, startTestbed } from '../../src/server/index.ts'
import type { Fault, FaultScope, RegisteredClient, Testbed } from '../../src/server/index.ts'
import { basic, callApi, refresh, token } from './calls.ts'

let testbed: Testbed
beforeAll(async () => void (testbed = await startTestbed()))
afterAll(() => testbed.close())

const removals: (() => void)[] = []
afterEach(() => removals.splice(0).forEach((remove) => remove()))

interface Endpoint {
  readonly name: string
  readonly arrivals: (client: RegisteredClient) => number
  readonly fail: (fault: Fault, scope?: FaultScope) => () => void
  readonly caller: (client: RegisteredClient) => Promise<() => Promise<Response>>
}

/** The same faults must work at both endpoints. */
const endpoints: Endpoint[] = [
  {
    name: 'token endpoint',
    arrivals: ({ clientId }) => testbed.counts(clientId).tokenRequests,
    fail: (fault, scope) => testbed.failTokenEndpoint(fault, scope),
    async caller(client) {
      return () => fetch(testbed.tokenEndpoint, tokenRequest(client))
    },
  },
  {
    name: 'API',
    arrivals: ({ clientId }) => testbed.counts(clientId).apiRequests,
    fail: (fault, scope) => testbed.failApi(fault, scope),
    async caller(client) {
      const { accessToken } = await token(testbed, client)
      return () => callApi(testbed, '/echo', accessToken)
    },
  },
]

function tokenRequest({ clientId, clientSecret }: RegisteredClient): RequestInit {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  return { method: 'POST', body: new URLSearchParams(form) }
}

describe.each(endpoints)('a fault at the $name', ({ fail, caller, arrivals }) => {
  function script(fault: Fault, scope?: FaultScope): () => void {
    const remove = fail(fault, scope)
    removals.push(remove)
    return remove
  }

  it('answers a status as JSON, until removed', async () => {
    const call = await caller(testbed.registerClient())
    const remove = script({ kind: 'status', status: 503 })
    const response = await call()
    expect(response.status).toBe(503)
    expect(response.headers.has('retry-after')).toBe(false)
    expect(await response.json()).toEqual({ error: 'temporarily_unavailable' })
    remove()
    expect((await call()).status).toBe(200)
  })

  it('answers with the Retry-After and body given', async () => {
    const call = await caller(testbed.registerClient())
    script({ kind: 'status', status: 429, retryAfter: 7, body: { error: 'slow_down' } })
    const response = await call()
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7'])
    expect(await response.json()).toEqual({ error: 'slow_down' })
  })

  it('answers 200 with text', async () => {
    const call = await caller(testbed.registerClient())
    script({ kind: 'text', body: '<p>hi' })
    const response = await call()
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await response.text()).toBe('<p>hi')
  })

  it('answers another status with text, and with an empty body', async () => {
    const call = await caller(testbed.registerClient())
    script({ kind: 'text', status: 502, body: '<p>gone', contentType: 'text/plain' }, { times: 1 })
    script({ kind: 'text', status: 400, body: '' })
    const page = await call()
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([502, 'text/plain', '<p>gone'])
    const empty = await call()
    expect([empty.status, empty.headers.has('content-type'), await empty.text()]).toEqual([400, false, ''])
  })

  it('resets the connection', async () => {
    const call = await caller(testbed.registerClient())
    script({ kind: 'reset' })
    await expect(call()).rejects.toThrow('fetch failed')
  })

  it('hangs until removed', async () => {
    const client = testbed.registerClient()
    const call = await caller(client)
    const remove = script({ kind: 'hang' })
    const before = arrivals(client)
    let settled = false
    const hanging = call().finally(() => void (settled = true))
    hanging.catch(() => {})
    await expect.poll(() => arrivals(client)).toBe(before + 1)
    await pause(30)
    expect(settled).toBe(false)
    remove()
    await expect(hanging).rejects.toThrow('fetch failed')
  })

  it('delays a true answer', async () => {
    const call = await caller(testbed.registerClient())
    script({ kind: 'delay', ms: 60 })
    const start = performance.now()
    expect((await call()).status).toBe(200)
    expect(performance.now() - start).toBeGreaterThanOrEqual(59)
  })

  it('hits so many times', async () => {
    const call = await caller(testbed.registerClient())
    script({ kind: 'status', status: 500 }, { times: 2 })
    const statuses = []
    for (let round = 0; round < 4; round++) statuses.push((await call()).status)
    expect(statuses).toEqual([500, 500, 200, 200])
  })

  it('plays a sequence, again and again, in which `none` answers truthfully', async () => {
    const call = await caller(testbed.registerClient())
    script(
      { kind: 'sequence', faults: [{ kind: 'none' }, { kind: 'status', status: 503 }, { kind: 'none' }, { kind: 'reset' }] },
      { after: 1, times: 7 },
    )
    const outcomes: unknown[] = []
    for (let round = 0; round < 10; round++)
      outcomes.push(
        await call().then(
          ({ status }) => status,
          () => 'reset',
        ),
      )
    expect(outcomes).toEqual([200, 200, 503, 200, 'reset', 200, 503, 200, 200, 200])
  })

  it('lasts so long from its first hit on', async () => {
    const call = await caller(testbed.registerClient())
    script({ kind: 'status', status: 500 }, { forMs: 80 })
    await pause(100)
    expect((await call()).status).toBe(500)
    await expect.poll(async () => (await call()).status, { interval: 20, timeout: 2000 }).toBe(200)
  })

  it('hits only the client it is meant for', async () => {
    const [one, other] = [testbed.registerClient(), testbed.registerClient()]
    const [callOne, callOther] = [await caller(one), await caller(other)]
    script({ kind: 'status', status: 500 }, { clientId: one.clientId })
    expect((await callOther()).status).toBe(200)
    expect((await callOne()).status).toBe(500)
  })

  it('comes before those scripted later', async () => {
    const call = await caller(testbed.registerClient())
    script({ kind: 'status', status: 500 }, { times: 1 })
    script({ kind: 'delay', ms: 1 })
    script({ kind: 'status', status: 502 }, { times: 1 })
    expect([(await call()).status, (await call()).status, (await call()).status]).toEqual([500, 502, 200])
  })
})

it('a fault at the token endpoint knows a client by its Basic header', async () => {
  const client = testbed.registerClient({ authentication: 'client_secret_basic', clientId: 'basic: client' })
  removals.push(testbed.failTokenEndpoint({ kind: 'status', status: 500 }, { clientId: client.clientId }))
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const response = await fetch(testbed.tokenEndpoint, { method: 'POST', headers: basic(client), body })
  expect(response.status).toBe(500)
})

it.each([
  ['an empty 400', 400, ''],
  ['unauthorized_client', 400, '{"error":"unauthorized_client"}'],
  ['a 500', 500, '<h1>Server Error (500)</h1>'],
  ['a page', 200, '<!doctype html><title>Sign in</title>'],
] as const)('a refresh is answered with %s, again and again, and other grants are not', async (way, status, text) => {
  const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
  const { refreshToken } = await token(testbed, client)
  const remove = testbed.failTokenEndpoint(oddRefreshResponses[way], { clientId: client.clientId, grantType: 'refresh_token' })
  removals.push(remove)
  const { clientId: client_id, clientSecret: client_secret } = client
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id, client_secret }
  for (let round = 0; round < 2; round++) {
    const response = await fetch(testbed.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) })
    expect([response.status, await response.text()]).toEqual([status, text])
    expect((await token(testbed, client)).status).toBe(200)
  }
  remove()
  expect((await refresh(testbed, client, refreshToken)).status).toBe(200)
  expect(testbed.counts(client.clientId)).toMatchObject({ tokenErrors: 2, byGrant: { client_credentials: 3, refresh_token: 1 } })
})

it('a fault at the token endpoint spends no refresh token', async () => {
  const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
  const { refreshToken } = await token(testbed, client)
  removals.push(testbed.failTokenEndpoint({ kind: 'status', status: 500 }, { times: 1 }))
  expect((await refresh(testbed, client, refreshToken)).status).toBe(500)
  expect((await refresh(testbed, client, refreshToken)).status).toBe(200)
})

it('a delayed answer that nobody waits for still spends the refresh token', async () => {
  const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
  const { refreshToken } = await token(testbed, client)
  testbed.failTokenEndpoint({ kind: 'delay', ms: 60 }, { times: 1, clientId: client.clientId })
  const { clientId: client_id, clientSecret: client_secret } = client
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id,
    client_secret,
  })
  const lost = fetch(testbed.tokenEndpoint, { method: 'POST', body, signal: AbortSignal.timeout(30) })
  await expect(lost).rejects.toThrow('timeout')
  await expect.poll(() => testbed.counts(client.clientId).byGrant['refresh_token']).toBe(1)
  expect((await refresh(testbed, client, refreshToken)).status).toBe(400)
  expect(testbed.counts(client.clientId).spentRefreshTokens).toBe(1)
})

it('faults are counted as errors at the token endpoint, and the API notes what it sent', async () => {
  const client = testbed.registerClient()
  const { accessToken } = await token(testbed, client)
  const scope = { times: 1, clientId: client.clientId }
  testbed.failTokenEndpoint({ kind: 'text', body: 'hello' }, scope)
  testbed.failApi({ kind: 'reset' }, scope)
  await fetch(testbed.tokenEndpoint, tokenRequest(client))
  await callApi(testbed, '/echo', accessToken).catch(() => {})
  expect(testbed.counts(client.clientId)).toMatchObject({
    tokenRequests: 2,
    tokenResponses: 1,
    tokenErrors: 1,
    apiRequests: 1,
    apiOk: 0,
  })
  expect(testbed.requests.at(-1)).toMatchObject({ status: 0, clientId: client.clientId })
})
