import { createCoordinator, createCoordinatorPool, defineStore, type NamedEvent, type TokenSourceFunction } from '@everbearer/core'
import { withBearer } from '@everbearer/fetch'
import { clientCredentials, refreshToken } from '@everbearer/oauth2'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFakeClock, type FakeClock, flush } from '../../core/test/fake-clock.ts'
import { recordEvent } from '../src/recording/record-event.ts'
import { emptyRecording, type Recording } from '../src/recording/recording.ts'
import { createRecorder, type Recorder } from './support/recorder.ts'

let testbed: Testbed
beforeAll(async () => {
  testbed = await startTestbed()
})
afterAll(() => testbed.close())

interface Client {
  readonly clock: FakeClock
  readonly auth: ReturnType<typeof createCoordinator>
  readonly recorder: Recorder
  readonly clientId: string
  /** Sends requests at the same time. Resolves with their statuses, or with the codes of their errors. */
  readonly send: (count: number, options?: RequestInit & { bearer?: false }, url?: string) => Promise<(number | string)[]>
}

function createClient(options: Partial<Parameters<typeof createCoordinator>[0]> = {}): Client {
  const clock = createFakeClock()
  const client = testbed.registerClient({ accessTokenLifetime: 60 })
  const auth = createCoordinator({
    source: clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client }),
    origins: [testbed.api],
    retries: 0,
    clock,
    ...options,
  })
  const recorder = createRecorder(auth, clock)
  const api = withBearer(fetch, auth)
  const send = (count: number, more = {}, url = `${testbed.api}/echo?account=42`): Promise<(number | string)[]> =>
    Promise.all(
      Array.from({ length: count }, async () => {
        try {
          const response = await api(url, more)
          await response.arrayBuffer()
          return response.status
        } catch (error) {
          return (error as { code: string }).code
        }
      }),
    )
  return { clock, auth, recorder, clientId: client.clientId, send }
}

describe('requests', () => {
  test('that wait for the first token have a wait with its reason, and one attempt', async () => {
    const { send, recorder } = createClient()
    await send(3)
    expect(recorder.stories()).toEqual(
      Array.from({ length: 3 }, () => 'ok: waited: there was no token yet; attempt 1 with token 1: 200; ok'),
    )
    expect(recorder.data().refreshes).toMatchObject([
      { grant: 'obtain', reason: 'missing', outcome: 'ok', token: 1, waiters: 3, waits: [] },
    ])
  })

  test('are one lane for each request that the server has seen, replays included', async () => {
    const { send, recorder, clientId } = createClient()
    await send(1)
    testbed.revokeAccessTokens(clientId)
    const release = testbed.failTokenEndpoint({ kind: 'hold' }, { clientId })
    const sent = send(5)
    await expect.poll(() => recorder.events.filter(({ name }) => name === 'waiting')).toHaveLength(6)
    release()
    await sent
    const replayed = 'attempt 1 with token 1: rejected; waited: the token was rejected; attempt 2 with token 2: 200; ok'
    expect(recorder.stories().slice(1)).toEqual(Array.from({ length: 5 }, () => `ok: ${replayed}`))
    const attempts = recorder.data().lanes.flatMap(({ segments }) => segments.filter((segment) => segment.kind === 'attempt'))
    const { apiOk, apiUnauthorized } = testbed.counts(clientId)
    expect(attempts).toHaveLength(apiOk + apiUnauthorized)
    expect(attempts.filter(({ outcome }) => outcome === 'rejected')).toHaveLength(apiUnauthorized)
    expect(recorder.data().refreshes.at(-1)).toMatchObject({ reason: 'rejected', waiters: 5, waits: [] })
  })

  test('show who waits while the refresh is in progress, as one lane', async () => {
    const { send, recorder, clock, clientId } = createClient()
    const release = testbed.failTokenEndpoint({ kind: 'hold' }, { clientId })
    const sent = send(4)
    await flush()
    await clock.advance(250)
    const { lanes, refreshes, now } = recorder.data()
    expect(lanes).toMatchObject([
      { label: '4 callers wait', segments: [{ kind: 'waiting', from: now - 250, reason: 'there was no token yet' }] },
    ])
    expect(refreshes).toMatchObject([{ from: now - 250, reason: 'missing' }])
    expect(refreshes[0]).not.toHaveProperty('to')
    release()
    await sent
    expect(recorder.data().lanes.map(({ label, from }) => [label, from])).toEqual(
      Array.from({ length: 4 }, () => [`GET ${testbed.api}`, now - 250]),
    )
  })

  test('without a token are skipped, with the remedy', async () => {
    const { send, recorder } = createClient({ origins: ['https://api.example.com'] })
    await send(1)
    await send(1, { bearer: false })
    await send(1, { headers: { authorization: 'Basic own' } })
    expect(recorder.data().lanes.map(({ outcome }) => outcome)).toEqual(['skipped', 'skipped', 'skipped'])
    const [origin, optedOut, own] = recorder.data().lanes.map(({ note }) => note)
    expect(origin).toContain(`${testbed.api} is not among \`origins\`. Add it there`)
    expect(origin).toContain(`401 from ${testbed.api}, which is not among \`origins\`: https://api.example.com`)
    expect(optedOut).toContain('bearer: false')
    expect(own).toContain('Remove that header')
    expect(recorder.data().lanes[0]?.segments).toEqual([expect.not.objectContaining({ token: expect.anything() as unknown })])
  })

  test('whose rejection is left to the caller say the rule’s remedy', async () => {
    const { send, recorder, clientId } = createClient({ shouldRefresh: () => false })
    await send(1)
    testbed.revokeAccessTokens(clientId)
    expect(await send(1)).toEqual([401])
    expect(recorder.data().lanes[1]).toMatchObject({
      outcome: 'ignored',
      note: expect.stringContaining('`shouldRefresh` left the response to the caller') as string,
      segments: [{ status: 401, outcome: 'rejected' }],
    })
  })

  test('that no token came for have failed, with the code and what to do', async () => {
    const { send, recorder, clientId } = createClient()
    testbed.failTokenEndpoint({ kind: 'status', status: 503 }, { clientId })
    expect(await send(2)).toEqual(['ERR_TOKEN_UNAVAILABLE', 'ERR_TOKEN_UNAVAILABLE'])
    const { lanes, refreshes, marks } = recorder.data()
    expect(lanes).toMatchObject(
      Array.from({ length: 2 }, () => ({
        outcome: 'failed',
        note: expect.stringMatching(
          /^ERR_TOKEN_UNAVAILABLE\. no new token .*the token endpoint was not reached, or is overloaded/,
        ) as string,
        segments: [{ kind: 'waiting', reason: 'there was no token yet' }],
      })),
    )
    expect(refreshes).toMatchObject([{ outcome: 'failed', waits: [] }])
    expect(marks.map(({ label }) => label)).toEqual(['token request failed (503)', 'cooldown'])
    expect(recorder.recording.troubles[1]?.cooldownUntil).toBeGreaterThan(recorder.data().now)
    expect(recorder.recording.messages.map(({ level }) => level)).toEqual(expect.arrayContaining(['warn']))
  })
})

test('requests that wait when their session ends have ended with it, and have not failed', async () => {
  const { send, recorder, auth, clientId } = createClient()
  testbed.failTokenEndpoint({ kind: 'hold' }, { clientId })
  const sent = send(2)
  await expect.poll(() => recorder.data().lanes.map(({ label }) => label)).toEqual(['2 callers wait'])
  await auth.clear()
  expect(await sent).toEqual(['ERR_SESSION_ENDED', 'ERR_SESSION_ENDED'])
  expect(recorder.data().lanes.map(({ outcome }) => outcome)).toEqual(['ended', 'ended'])
  expect(recorder.stories()[0]).toContain('ended with the session')
})

describe('tokens and sessions', () => {
  test('have their times, and the moment of expiry', async () => {
    const { send, recorder, clock } = createClient()
    await send(1)
    const began = recorder.data().tokens[0]!.from
    expect(recorder.data().tokens).toMatchObject([{ token: 1, session: 1, goodUntil: began + 60_000 }])
    await clock.advance(90_000)
    await send(1)
    expect(recorder.stories()[1]).toBe('ok: waited: the token had expired; attempt 1 with token 2: 200; ok')
    expect(recorder.data().tokens).toMatchObject([{ to: began + 90_000 }, { token: 2, session: 1, goodUntil: began + 150_000 }])
  })

  test('follow logins and logouts, with the numbers of the coordinator', async () => {
    const { send, recorder, auth } = createClient()
    await send(1)
    await auth.setTokens({ access_token: 'from-a-login' })
    await send(1)
    await auth.clear()
    await send(1)
    const { sessions, tokens, marks } = recorder.data()
    const ofRequests = new Set(recorder.events.flatMap(({ name, event }) => (name === 'attempt' ? [event.session] : [])))
    expect(sessions.map(({ session }) => session)).toEqual([...ofRequests])
    expect(sessions.map(({ note }) => note)).toEqual(['ended: replaced', 'ended: cleared', undefined])
    expect(new Set(tokens.map(({ session }) => session))).toEqual(ofRequests)
    expect(marks.map(({ label }) => label)).toContain('setTokens(): new session')
  })

  test('are known from the first request on, if the devtools come late', async () => {
    const clock = createFakeClock()
    const client = testbed.registerClient()
    const auth = createCoordinator({
      source: clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client }),
      origins: [testbed.api],
      clock,
    })
    const api = withBearer(fetch, auth)
    const get = async (): Promise<void> => void (await (await api(`${testbed.api}/echo`)).arrayBuffer())
    await get()
    await auth.clear()
    await get()
    const recorder = createRecorder(auth, clock)
    await get()
    const [attempt] = recorder.events.flatMap(({ name, event }) => (name === 'attempt' ? [event] : []))
    expect(attempt?.session).toBeGreaterThan(1)
    expect(recorder.data().tokens).toMatchObject([{ token: attempt?.generation, session: attempt?.session }])
    expect(recorder.data().sessions).toMatchObject([{ session: attempt?.session }])
  })
})

test('a refresh token whose fate is unknown is marked, until the refresh ends', async () => {
  const clock = createFakeClock()
  const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
  testbed.registerUser({ username: 'alice', password: 'alice' })
  const response = await fetch(testbed.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      username: 'alice',
      password: 'alice',
      client_id: client.clientId,
      client_secret: client.clientSecret,
    }),
  })
  const tokens = (await response.json()) as { refresh_token: string }
  const auth = createCoordinator({
    source: refreshToken({ tokenEndpoint: testbed.tokenEndpoint, ...client, refreshToken: tokens.refresh_token }),
    origins: [testbed.api],
    retries: 0,
    clock,
  })
  const recorder = createRecorder(auth, clock)
  testbed.failTokenEndpoint({ kind: 'reset' }, { clientId: client.clientId, times: 1 })
  await auth.getToken().catch(() => {})
  await clock.advance(60_000)
  await auth.getToken().catch(() => {})
  await flush()
  const names = recorder.events.map(({ name }) => name)
  expect(names).toContain('refresh-outcome-unknown')
  expect(recorder.data().marks.map(({ label }) => label)).toContain('refresh token sent again')
  expect(recorder.data().refreshes[1]?.note).toContain('the server may have used it')
})

test('a store that fails again and again has one mark until it is back', async () => {
  let isAway = true
  const act = async <Value>(value: Value): Promise<Value> => (isAway ? Promise.reject(new Error('no disk')) : value)
  const { send, recorder, auth } = createClient({ store: defineStore({ load: () => act(undefined), save: () => act(true) }) })
  await send(2)
  await auth.setTokens({ access_token: 'one' })
  await auth.setTokens({ access_token: 'two' })
  const labels = (): string[] => recorder.data().marks.map(({ label }) => label)
  expect(recorder.events.filter(({ name }) => name === 'store-failed').length).toBeGreaterThan(1)
  expect(labels().filter((label) => label === 'store failed')).toHaveLength(1)
  expect(recorder.recording.troubles[1]).toMatchObject({ isStoreFailing: true })
  isAway = false
  await auth.setTokens({ access_token: 'three' })
  await flush()
  expect(labels()).toContain('store is back')
  expect(recorder.recording.troubles[1]).not.toHaveProperty('isStoreFailing')
})

test('accounts of a pool, and coordinators by name, are told apart by name and number', async () => {
  const clock = createFakeClock()
  let tokens = 0
  const source: TokenSourceFunction = async () => ({ access_token: `token-${++tokens}`, expires_in: 60 })
  const create = (): ReturnType<typeof createCoordinator> => createCoordinator({ source, origins: 'any', clock })
  const pool = createCoordinatorPool((account: string) => account, create)
  const orders = create()
  const recorder = createRecorder({ orders, tenants: pool }, clock)
  await Promise.all([orders.getToken(), pool.for('alice').getToken(), pool.for('bob').getToken()])
  await flush()
  const { refreshes, tokens: shown } = recorder.data()
  const clients = ['orders', 'tenants account 1', 'tenants account 2']
  expect(new Set(refreshes.map(({ client }) => client))).toEqual(new Set(clients))
  expect(new Set(shown.map(({ client, token }) => `${client} ${token}`))).toEqual(new Set(clients.map((client) => `${client} 1`)))
  expect(JSON.stringify(recorder.recording)).not.toMatch(/alice|bob/)
})

test('a replay with a token that no refresh has brought takes the wait of no other caller', () => {
  const facts = { request: 1, session: 1, origin: 'https://api.example.com', method: 'GET' }
  const events: NamedEvent[] = [
    { name: 'attempt', event: { ...facts, generation: 1, attempt: 1 } },
    { name: 'tokens-set', event: { generation: 2, session: 'same' } },
    { name: 'waiting', event: { reason: 'invalidated', elapsed: 0 } },
    { name: 'replay', event: { ...facts, from: 1, generation: 2, attempt: 2, duration: 3 } },
  ]
  const recording = events.reduce((before: Recording, named, index) => recordEvent(before, named, { at: index, source: 1 }), emptyRecording)
  expect(recording.refreshes).toMatchObject([{ waits: [2] }])
  expect(recording.lanes).toMatchObject([{ segments: [{ kind: 'attempt', outcome: 'rejected', to: 3 }] }])
})
