import { createCoordinator, EverbearerError } from '@everbearer/core'
import { withBearer } from '@everbearer/fetch'
import { clientCredentials } from '@everbearer/oauth2'
import { HttpResponse, http } from 'msw'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { controlCoordinator, createTestServer, expectRequests } from '../../src/index.ts'
import { handlersOf } from '../../src/msw.ts'

/** Intercepts requests, by any major version of msw. */
interface Network {
  readonly listen: () => void
  readonly close: () => void
}

const source = clientCredentials({ tokenEndpoint: 'https://auth.example.com/token', clientId: 'shop', clientSecret: 'a secret' })
const auth = createCoordinator({ source, origins: ['https://api.example.com'] })
const api = withBearer(fetch, auth)
const url = 'https://api.example.com/orders?page=2'

/** Declares the tests of the handlers. @param setUp - `setupServer` of msw */
export function describeHandlers(version: string, setUp: (...handlers: never[]) => Network): void {
  describe(`the handlers for ${version}`, () => {
    const server = createTestServer({ tokenEndpoint: 'https://auth.example.com/token', api: 'https://api.example.com/' })
    const control = controlCoordinator(auth, { server })
    const orders = http.all('https://api.example.com/orders', async ({ request }) => HttpResponse.json({ got: await request.text() }))
    const network = setUp(...([...handlersOf(server), orders] as never[]))
    beforeAll(() => network.listen())
    beforeEach(() => control.reset())
    afterAll(() => {
      network.close()
      control.release()
    })

    it('issue tokens, and let accepted requests go on to other handlers', async () => {
      const response = await api(url, { method: 'POST', body: 'a book' })
      expect(await response.json()).toEqual({ got: 'a book' })
      expectRequests(server.tokenRequests, [{ grant: 'client_credentials', status: 200 }])
      expectRequests(server.apiRequests, [{ method: 'POST', path: '/orders?page=2', body: 'a book', token: 'access-1' }])
    })

    it('reject tokens that have expired, and those of a storm', async () => {
      await api(url)
      await control.pastExpiry()
      expect((await fetch(url, { headers: { authorization: 'Bearer access-1' } })).status).toBe(401)
      await api(url)
      server.revokeAccessTokens()
      const responses = await Promise.all(Array.from({ length: 10 }, () => api(url)))
      expect(responses.every(({ ok }) => ok)).toBe(true)
      expect(server.tokenRequests).toHaveLength(3)
    })

    it('fail by a status or by the network', async () => {
      server.failTokens({ status: 503, retryAfter: 30 })
      const failed = await api(url).catch((error: unknown) => error)
      expect(failed instanceof EverbearerError ? failed.code : failed).toBe('ERR_TOKEN_UNAVAILABLE')
      server.failTokens('network')
      await control.reset()
      server.failApi('network', { times: 1 })
      await expect(api(url)).rejects.toThrow(TypeError)
      expect((await api(url)).status).toBe(200)
    })
  })
}
