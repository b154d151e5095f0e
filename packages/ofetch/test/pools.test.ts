import { createFetch, ofetch } from 'ofetch'
import { expect, it } from 'vitest'
import { bearerFetch, type Coordinator, createCoordinator, createCoordinatorPool, withBearer } from '../src/index.ts'

const coordinate = (account: string): Coordinator => {
  let tokens = 0
  return createCoordinator({ source: async () => ({ access_token: `${account}-${++tokens}`, expires_in: 3600 }), origins: 'any' })
}

/** @param statuses - what requests get, in order; then 200 */
function createApi(statuses: number[] = []): { api: typeof ofetch; alice: Coordinator; sent: unknown[] } {
  const sent: unknown[] = []
  const fetch = async (_input: unknown, init?: RequestInit): Promise<Response> => {
    sent.push(new Headers(init?.headers).get('authorization'))
    return new Response('', { status: statuses.shift() ?? 200 })
  }
  const client = ofetch.create({ baseURL: 'https://api.example.com', retryDelay: 0 }, { fetch: fetch as typeof globalThis.fetch })
  return { api: withBearer(client, coordinate('client')), alice: coordinate('alice'), sent }
}

it('a hook names the coordinator, whose session is that of the retries, too', async () => {
  const { api, alice, sent } = createApi([503, 200, 503])
  let isNext = false
  const onRequest = ({ options }: { options: object }): void => void Object.assign(options, { bearer: alice })
  const onResponseError = async (): Promise<void> => {
    if (isNext) await alice.setTokens({ access_token: 'next-user', expires_in: 300 })
  }
  await api('/', { retry: 1, onRequest, onResponseError })
  expect(sent).toEqual(['Bearer alice-1', 'Bearer alice-1'])
  isNext = true
  await expect(api('/', { retry: 1, onRequest, onResponseError })).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
  expect(sent).toHaveLength(3)
})

it('any value but a coordinator is refused by a rejection', async () => {
  const { api, sent } = createApi()
  const options = { bearer: 'alice' as never }
  for (const send of [() => api('/', options), () => api.raw('/', options)]) {
    await expect(send()).rejects.toThrow('bearer: expected true, false or a coordinator, got string')
  }
  expect(sent).toEqual([])
})

it('a hook names the coordinator of a client that is wrapped for a pool; without it, nothing is retried', async () => {
  const sent: unknown[] = []
  const tenants = createCoordinatorPool(String, coordinate)
  const fetch = async (_input: unknown, init?: RequestInit): Promise<Response> => {
    sent.push(new Headers(init?.headers).get('authorization'))
    return new Response('', { status: sent.length === 1 ? 401 : 200 })
  }
  const native = fetch as typeof globalThis.fetch
  const api = withBearer(ofetch.create({ baseURL: 'https://api.example.com', retryDelay: 0 }, { fetch: native }), tenants)
  await api('/', { onRequest: ({ options }) => void Object.assign(options, { bearer: tenants.for('alice') }) })
  expect(sent).toEqual(['Bearer alice-1', 'Bearer alice-2'])

  const none = { name: 'TypeError', code: 'ERR_NO_COORDINATOR' }
  let begun = 0
  const onRequest = (): void => void begun++
  await expect(api('/', { retry: 3, onRequest })).rejects.toMatchObject(none)
  await expect(
    createFetch({ fetch: bearerFetch(native, tenants) })('https://api.example.com/', { retry: 3, onRequest }),
  ).rejects.toMatchObject({
    cause: none,
  })
  expect([begun, sent.length]).toEqual([2, 2])
})
