import { type AxiosInstance, create, type InternalAxiosRequestConfig as Config } from 'axios'
import axiosOldest from 'axios-oldest'
import axiosRetry from 'axios-retry'
import { describe, expect, it, vi } from 'vitest'
import { adapterSideOf } from '@everbearer/core/adapter'
import { type Coordinator, createCoordinator, withBearer } from '../src/index.ts'

interface User {
  readonly api: AxiosInstance
  /** Which session core was told of, for each request, in order. */
  readonly sessions: readonly unknown[]
  /** Logs another user in. */
  readonly switchTo: (name: string) => void
}

const versions: [version: string, create: (defaults: object) => AxiosInstance][] = [
  ['newest', create],
  ['oldest', (defaults) => axiosOldest.create(defaults) as unknown as AxiosInstance],
]

/** A coordinator that takes note of what the adapter tells of a request. */
function watched(sessions: unknown[], current: () => object): Coordinator {
  const auth = createCoordinator({ source: async () => ({ access_token: 'token', expires_in: 3600 }), origins: 'any' })
  const side = adapterSideOf(auth)
  const { authorize } = side
  vi.spyOn(side, 'sessionForCall').mockImplementation(() => current() as typeof side.session)
  vi.spyOn(side, 'authorize').mockImplementation((request, ownHeader) => {
    sessions.push((request.session as unknown as { name: string } | undefined)?.name)
    return authorize({ ...request, session: side.session }, ownHeader)
  })
  return auth
}

/** @param answers - the statuses that requests get, in order; then 200 */
function login(createInstance: (defaults: object) => AxiosInstance, answers: number[] = []): User & { readonly auth: Coordinator } {
  const sessions: unknown[] = []
  let session = { name: 'A' }
  const auth = watched(sessions, () => session)
  const api = createInstance({
    baseURL: 'https://api.example.com',
    adapter: (config: Config) => {
      const response = { data: '', status: answers.shift() ?? 200, statusText: '', headers: {}, config }
      return response.status < 400
        ? Promise.resolve(response)
        : Promise.reject(Object.assign(new Error('refused'), { isAxiosError: true, config, response }))
    },
  })
  return { api: withBearer(api, auth), auth, sessions, switchTo: (name) => void (session = { name }) }
}

describe.each(versions)('with the %s axios a request belongs to the session in which its call began', (_version, createInstance) => {
  it('and the next one to the next session', async () => {
    const { api, sessions, switchTo } = login(createInstance)
    await api.get('/')
    switchTo('B')
    await api.get('/')
    expect(sessions).toEqual(['A', 'B'])
  })

  it.each<[copy: string, copy: (config: Config) => Config]>([
    ['passes the config on', (config) => config],
    ['spreads the config', (config) => ({ ...config })],
    ['assigns the config to another object', (config) => Object.assign({}, config)],
    [
      'brings another adapter',
      ({ adapter, ...config }) => ({
        ...config,
        adapter: (sent) => (adapter as NonNullable<Extract<Config['adapter'], (...given: never) => unknown>>)(sent),
      }),
    ],
  ])('though an asynchronous interceptor takes its time and %s', async (_copy, copy) => {
    const { api, sessions, switchTo } = login(createInstance)
    const waiting = Promise.withResolvers<void>()
    api.interceptors.request.use(async (config) => {
      await waiting.promise
      return copy(config)
    })
    const pending = api.get('/')
    switchTo('B')
    waiting.resolve()
    await pending
    expect(sessions).toEqual(['A'])
  })

  it.each(['before', 'after'])('through retries of axios-retry, installed %s us', async (order) => {
    const { api: wrapped, auth, sessions, switchTo } = login(createInstance, [503, 503])
    const api = order === 'after' ? wrapped : createInstance(wrapped.defaults)
    axiosRetry(api, { retries: 2, retryCondition: () => true, onRetry: () => switchTo('B') })
    withBearer(api, auth)
    await api.put('/', { a: 1 })
    expect(sessions).toEqual(['A', 'A', 'A'])
  })

  it('through retries, though an interceptor brings an adapter of its own each time', async () => {
    const { api, sessions, switchTo } = login(createInstance, [503])
    const { adapter } = api.defaults
    api.interceptors.request.use((config) => Object.assign(config, { adapter }))
    axiosRetry(api, { retries: 2, retryCondition: () => true, onRetry: () => switchTo('B') })
    await api.get('/')
    expect(sessions).toEqual(['A', 'A'])
  })

  it('when its config is sent again by hand, by that instance or by another one', async () => {
    const { api, auth, sessions, switchTo } = login(createInstance)
    const { config } = await api.get('/')
    switchTo('B')
    await api.request(config)
    await withBearer(createInstance({}), auth).request({ ...config })
    expect(sessions).toEqual(['A', 'A', 'A'])
  })

  it('and leaves nothing in the config that a caller could see', async () => {
    const { api } = login(createInstance)
    const { config } = await api.get('/')
    expect(Object.getOwnPropertySymbols(config)).toEqual([])
  })
})
