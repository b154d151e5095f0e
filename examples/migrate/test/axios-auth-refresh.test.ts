// The options of axios-auth-refresh, and what becomes of them.
import { bearerInterceptor, type Coordinator, type CoordinatorOptions, createCoordinator, withBearer } from '@everbearer/axios'
import { refreshToken } from '@everbearer/oauth2'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import axios, { type AxiosInstance } from 'axios'
import { type AxiosAuthRefreshOptions, createAuthRefresh } from 'axios-auth-refresh'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '../axios-auth-refresh/before.ts'
import type { Settings } from '../settings.ts'
import { callWithAxios } from './call.ts'
import { migrations } from './migrations.ts'
import { open } from './place.ts'
import type { Seen } from './seen.ts'
import { createTokenGate } from './token-gate.ts'

let testbed: Testbed
beforeAll(async () => {
  testbed = await startTestbed()
})
afterAll(() => testbed.close())

interface Client {
  readonly api: AxiosInstance
  readonly count: () => Seen
}
const migration = migrations.find(({ name }) => name === 'axios-auth-refresh')!

async function openBefore(options: AxiosAuthRefreshOptions): Promise<Client> {
  let api: AxiosInstance
  const { count } = await open({ testbed, gate: createTokenGate() }, migration, async (settings, tokens) => {
    api = createApi(settings, tokens, options)
    return callWithAxios(api)
  })
  return { api: api!, count }
}

async function openAfter(options: Partial<CoordinatorOptions> = {}): Promise<Client & { readonly auth: Coordinator }> {
  let auth: Coordinator
  const create = ({ api, tokenEndpoint, clientId }: Settings): AxiosInstance => {
    auth = createCoordinator({ source: refreshToken({ tokenEndpoint, clientId }), origins: [api], ...options })
    return withBearer(axios.create({ baseURL: api }), auth)
  }
  let api: AxiosInstance
  const { count } = await open({ testbed, gate: createTokenGate() }, migration, async (settings, tokens) => {
    api = create(settings)
    await auth.setTokens(tokens)
    return callWithAxios(api)
  })
  return { api: api!, auth: auth!, count }
}

describe('statusCodes', () => {
  const path = '/orders?reject=1&challenge=forbidden'

  it('becomes shouldRefresh: a 403 refreshes the token, and the request is repeated', async () => {
    const before = await openBefore({ statusCodes: [401, 403] })
    const after = await openAfter({ shouldRefresh: ({ status }, decision) => status === 403 || decision === 'refresh' })
    for (const [index, { api, count }] of [before, after].entries()) {
      expect((await api.get(`${path}&side=${index}`)).status).toBe(200)
      expect(count().tokenRequests).toBe(1)
    }
  })

  it('of 401 alone is what both do without an option', async () => {
    for (const { api, count } of [await openBefore({}), await openAfter()]) {
      await expect(api.get(`/orders?reject=always&challenge=forbidden`)).rejects.toMatchObject({ response: { status: 403 } })
      expect(count().tokenRequests).toBe(0)
    }
  })
})

describe('skipAuthRefresh', () => {
  it('becomes bearer: false: no refresh in both, and no token after', async () => {
    const [before, after] = [await openBefore({}), await openAfter()]
    const skip = { skipAuthRefresh: true } as object
    await expect(before.api.get('/orders?reject=always', skip)).rejects.toMatchObject({ response: { status: 401 } })
    await expect(after.api.get('/orders?reject=always', { bearer: false })).rejects.toMatchObject({ response: { status: 401 } })
    expect((await before.api.get('/open', skip)).data).toMatchObject({ authorization: 'Bearer' })
    expect((await after.api.get('/open', { bearer: false })).data).toMatchObject({ authorization: null })
    for (const { count } of [before, after]) expect(count().tokenRequests).toBe(0)
  })

  it('with the token becomes a header of one’s own', async () => {
    const { api, auth, count } = await openAfter()
    const headers = { Authorization: `Bearer ${(await auth.getToken()).accessToken}` }
    expect((await api.get('/orders', { headers })).status).toBe(200)
    await expect(api.get('/orders?reject=always', { headers })).rejects.toMatchObject({ response: { status: 401 } })
    expect(count().tokenRequests).toBe(0)
  })
})

it.each([1, 3])('maxRetries: %d and its default repeat a request once, and so does the code after', async (maxRetries) => {
  for (const { api, count } of [await openBefore({ maxRetries }), await openAfter()]) {
    await expect(api.get('/orders?reject=always')).rejects.toMatchObject({ response: { status: 401 } })
    expect(count()).toMatchObject({ apiRequests: 2, tokenRequests: 1 })
  }
})

it('interceptNetworkError has no counterpart: a lost connection starts no refresh', async () => {
  const { api, count } = await openAfter()
  const heal = testbed.failApi({ kind: 'reset' }, { path: '/lost' })
  await expect(api.get('/lost')).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(count().tokenRequests).toBe(0)
  heal()
})

it('the id of the interceptor ejects it', async () => {
  const auth = createCoordinator({ source: async () => ({ access_token: 'token' }), origins: [testbed.api] })
  const [before, after] = [axios.create({ baseURL: testbed.api }), axios.create({ baseURL: testbed.api })]
  let refreshes = 0
  const id = createAuthRefresh(before as never, async () => void refreshes++)
  before.interceptors.response.eject(id)
  await expect(before.get('/orders')).rejects.toMatchObject({ response: { status: 401 } })
  expect(refreshes).toBe(0)

  after.interceptors.request.eject(after.interceptors.request.use(...bearerInterceptor(auth)))
  expect((await after.get('/open')).data).toMatchObject({ authorization: null })
})
