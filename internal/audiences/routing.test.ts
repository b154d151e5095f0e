import { withBearer as bearerAxios } from '@everbearer/axios'
import { withBearer as bearerFetch } from '@everbearer/fetch'
import { withBearer as bearerKy } from '@everbearer/ky'
import { withBearer as bearerOfetch } from '@everbearer/ofetch'
import { create } from 'axios'
import ky from 'ky'
import { ofetch } from 'ofetch'
import type { AudienceCoordinator } from '@everbearer/core'
import { expect, test } from 'vitest'
import { startWorld } from './world.ts'

interface Row {
  readonly name: string
  /** Sends a request whose base is one API, and that goes to the other in the end. */
  readonly send: (auth: AudienceCoordinator, from: string, to: string) => Promise<number>
}

const rows: readonly Row[] = [
  {
    name: 'fetch: an absolute URL beside a base URL',
    send: async (auth, from, to) => (await bearerFetch(fetch, auth)(new URL(`${to}/1`, from))).status,
  },
  {
    name: 'axios: an interceptor changes the base URL',
    async send(auth, from, to) {
      const client = bearerAxios(create({ baseURL: from, validateStatus: () => true }), auth)
      client.interceptors.request.use((config) => Object.assign(config, { baseURL: to }))
      return (await client.get('/1')).status
    },
  },
  {
    name: 'axios: an absolute URL beside a base URL',
    async send(auth, from, to) {
      const client = bearerAxios(create({ baseURL: from, validateStatus: () => true }), auth)
      return (await client.get(`${to}/1`)).status
    },
  },
  {
    name: 'ky: a hook gives another request',
    async send(auth, from, to) {
      const hooks = { beforeRequest: [() => new Request(`${to}/1`)] }
      return (await bearerKy(ky.create({ prefix: from, retry: 0, throwHttpErrors: false, hooks }), auth)('0')).status
    },
  },
  {
    name: 'ofetch: a hook changes the URL',
    async send(auth, from, to) {
      const client = bearerOfetch(ofetch.create({ baseURL: from, retry: 0, ignoreResponseError: true }), auth)
      const options = { onRequest: (context: { request: unknown }) => void (context.request = `${to}/1`) }
      return (await client.raw('/0', options)).status
    },
  },
]

test.each(rows)('the token is that of the origin to which the request goes: $name', async ({ send }) => {
  await using world = await startWorld(60)
  await using auth = world.create()
  await world.logIn(auth, 'ada')
  expect(await send(auth, world.orders.origin, world.stock.origin)).toBe(200)
  expect([world.tokensFor(world.orders), world.tokensFor(world.stock)]).toEqual([0, 1])
  expect(world.orders.requests).toEqual([])
})

test.each<[name: string, send: (auth: AudienceCoordinator, orders: string, stock: string) => Promise<{ readonly status: number }>]>([
  ['fetch', (auth, orders, stock) => bearerFetch(fetch, auth)(`${stock}/1`, { bearer: auth.for(orders) })],
  [
    'axios',
    (auth, orders, stock) => bearerAxios(create({ validateStatus: () => true }), auth).get(`${stock}/1`, { bearer: auth.for(orders) }),
  ],
  [
    'ky',
    (auth, orders, stock) =>
      bearerKy(ky.create({ retry: 0, throwHttpErrors: false }), auth)(`${stock}/1`, { context: { bearer: auth.for(orders) } }),
  ],
  [
    'ofetch',
    (auth, orders, stock) =>
      bearerOfetch(ofetch.create({ retry: 0, ignoreResponseError: true }), auth).raw(`${stock}/1`, { bearer: auth.for(orders) }),
  ],
])('%s: a coordinator that a request names gives no token to the other API', async (_name, send) => {
  await using world = await startWorld(60)
  await using auth = world.create()
  await world.logIn(auth, 'ada')
  await auth.for(world.orders.origin).getToken()
  expect((await send(auth, world.orders.origin, world.stock.origin)).status).toBe(401)
  expect(world.stock.requests).toMatchObject([{ audience: undefined }])
})
