import assert from 'node:assert/strict'
import { controlCoordinator, createTestServer, expectRequests } from '@everbearer/testing'
import { auth } from './auth.js'
import { listOrders, logOut } from './orders.js'

/** What jest and node:test have alike. */
export interface Framework {
  readonly test: (name: string, run: () => Promise<void>) => unknown
  readonly beforeEach: (run: () => Promise<void>) => unknown
  readonly after: (run: () => void) => unknown
}

/** Declares the tests of a user's application: with modules of its own, and without a mock of any. */
export function declareSituations({ test, beforeEach, after }: Framework): void {
  const server = createTestServer({
    tokenEndpoint: 'https://auth.example.com/token',
    api: 'https://api.example.com',
    respond: () => Response.json(['a book']),
  })
  const control = controlCoordinator(auth, { server })
  const restoreFetch = server.replaceFetch()

  beforeEach(async () => {
    await control.reset()
    await auth.setTokens(server.signIn())
  })
  after(() => {
    restoreFetch()
    control.release()
  })

  test('a token that has expired is refreshed before the request', async () => {
    await control.pastExpiry()
    assert.equal(String(await listOrders()), 'a book')
    expectRequests(server.tokenRequests, [{ grant: 'refresh_token', status: 200, isReuse: false }])
    expectRequests(server.apiRequests, [{ method: 'GET', path: '/orders', token: 'access-2' }])
  })

  test('a storm of 401s causes one refresh', async () => {
    server.revokeAccessTokens()
    await Promise.all(Array.from({ length: 10 }, () => listOrders()))
    expectRequests(server.tokenRequests, [{ grant: 'refresh_token' }])
    assert.equal(server.apiRequests.filter(({ status }) => status === 401).length, 10)
  })

  test('requests fail in an outage, and work after it', async () => {
    const end = server.failTokens({ status: 503, retryAfter: 20 })
    await control.pastExpiry()
    await assert.rejects(listOrders(), { code: 'ERR_TOKEN_UNAVAILABLE' })
    end()
    await assert.rejects(listOrders(), { code: 'ERR_TOKEN_UNAVAILABLE' })
    await control.clock.advance(60_000)
    assert.equal(String(await listOrders()), 'a book')
  })

  test('the outage of one test is none of the next', async () => {
    assert.equal(String(await listOrders()), 'a book')
    expectRequests(server.tokenRequests, [])
  })

  test('a logout ends requests that wait, and nothing is sent after it', async () => {
    const goOn = server.holdTokens()
    await control.pastExpiry()
    const waiting = listOrders()
    await control.clock.advance(0)
    await logOut()
    goOn()
    await assert.rejects(waiting, { code: 'ERR_SESSION_ENDED' })
    await assert.rejects(listOrders(), { code: 'ERR_SESSION_ENDED' })
    expectRequests(server.apiRequests, [])
  })
}
