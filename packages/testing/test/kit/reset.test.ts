import { type Coordinator, createCoordinator, EverbearerError } from '@everbearer/core'
import { systemClock } from '@everbearer/core/adapter'
import { withBearer } from '@everbearer/fetch'
import { clientCredentials } from '@everbearer/oauth2'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { controlCoordinator, createTestClock, createTestServer, expectRequests, replaceSystemClock } from '../../src/index.ts'

// As modules of an application have them: with default options, at the top.
const source = clientCredentials({ tokenEndpoint: 'https://auth.example.com/token', clientId: 'shop', clientSecret: 'a secret' })
const auth = createCoordinator({ source, origins: ['https://api.example.com'] })
const api = withBearer(fetch, auth)

const url = 'https://api.example.com/orders'
const code = (sent: Promise<unknown>): Promise<unknown> =>
  sent.then(
    () => 'sent',
    (error: unknown) => (error instanceof EverbearerError ? error.code : error),
  )

describe('a coordinator of a module', () => {
  const server = createTestServer({ tokenEndpoint: 'https://auth.example.com/token', api: 'https://api.example.com' })
  const control = controlCoordinator(auth, { server })
  const restoreFetch = server.replaceFetch()
  beforeEach(() => control.reset())
  afterAll(() => {
    restoreFetch()
    control.release()
  })

  it('fails at an outage, and the pauses between its retries pass at once', async () => {
    server.failTokens({ status: 503, retryAfter: 2 })
    expect(await code(api(url))).toBe('ERR_TOKEN_UNAVAILABLE')
    expect(server.tokenRequests).toHaveLength(5)
    expect(await code(api(url))).toBe('ERR_TOKEN_UNAVAILABLE')
    expect(server.tokenRequests).toHaveLength(5)
  })

  it('knows nothing of that in the next test', async () => {
    expect(auth.peek().status).toBe('ended')
    expect(control.events).toEqual([])
    expect((await api(url)).status).toBe(200)
    expectRequests(server.tokenRequests, [{ grant: 'client_credentials', status: 200 }])
    expectRequests(server.apiRequests, [{ token: 'access-1', url, isAccepted: true }])
  })

  it.each([1, 2])('is as new after a token that no server takes: %i', async () => {
    server.failApi({ status: 401 })
    expect((await api(url)).status).toBe(401)
    expect((await api(url)).status).toBe(401)
    expect(server.tokenRequests.length).toBeGreaterThan(1)
  })

  it.each([1, 2])('takes a refresh token of each test: %i', async () => {
    await auth.setTokens(server.signIn())
    await control.pastExpiry()
    await api(url)
    expectRequests(server.tokenRequests, [{ grant: 'refresh_token', status: 200 }])
  })

  it('has a clock that begins anew', async () => {
    const before = control.clock.wall()
    await control.clock.advance(3_600_000)
    await control.reset()
    expect(control.clock.wall()).toBe(before)
    expect(control.clock.pendingTimers()).toBe(0)
  })

  it('settles what the last test has left behind', async () => {
    const hold = server.holdTokens()
    const left = code(api(url))
    await control.clock.advance(0)
    await control.reset()
    hold()
    expect(await left).toBe('ERR_SESSION_ENDED')
    expectRequests(server.apiRequests, [])
  })

  it('keeps the pauses if the test says so', async () => {
    const other = createCoordinator({ source, origins: 'any' })
    const kept = controlCoordinator(other, { clock: control.clock, skipRetryPauses: false })
    server.failTokens({ status: 503 })
    const sent = code(other.getToken())
    await control.clock.advance(0)
    expect(server.tokenRequests).toHaveLength(1)
    for (let round = 0; round < 10; round++) await control.clock.advance(10_000)
    expect(await sent).toBe('ERR_TOKEN_UNAVAILABLE')
    kept.release()
  })

  it('ends a cooldown that is longer than a day', async () => {
    const slow = createCoordinator({ source, origins: 'any', retries: 0, cooldown: { min: 200_000_000 } })
    const other = controlCoordinator(slow, { clock: control.clock, server })
    server.failTokens({ status: 503 })
    expect(await code(slow.getToken())).toBe('ERR_TOKEN_UNAVAILABLE')
    await other.reset()
    expect((await slow.getToken()).accessToken).toBe('access-1')
    other.release()
  })

  it('has one control at a time, unless the controls share a clock', () => {
    expect(() => controlCoordinator(auth)).toThrow('systemClock is replaced already')
    expect(() => replaceSystemClock()).toThrow('systemClock is replaced already')
  })
})

describe('a control', () => {
  it('tells that the coordinator has another clock', async () => {
    const own = createCoordinator({ source, origins: 'any', clock: createTestClock({ start: 5 }) })
    using control = controlCoordinator(own)
    await expect(control.reset()).rejects.toThrow('The coordinator does not have the clock of the test.')
  })

  it('gives the clock back', () => {
    const own = { ...systemClock }
    const control = controlCoordinator(auth)
    expect(systemClock).not.toEqual(own)
    control.release()
    expect(systemClock).toEqual(own)
  })

  it('takes a coordinator only', () => {
    expect(() => controlCoordinator({} as Coordinator)).toThrow(TypeError)
    expect(() => controlCoordinator(auth, { clok: 1 } as never)).toThrow('Unknown option "clok"')
  })
})
