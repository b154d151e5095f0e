import axios, { type AxiosInstance, type InternalAxiosRequestConfig as Config } from 'axios'
import axiosOldest from 'axios-oldest'
import axiosRetry from 'axios-retry'
import { describe, expect, it } from 'vitest'
import { type Coordinator, createCoordinator, createCoordinatorPool, withBearer } from '../src/index.ts'

const versions: [version: string, create: (defaults: object) => AxiosInstance][] = [
  ['newest', (defaults) => axios.create(defaults)],
  ['oldest', (defaults) => axiosOldest.create(defaults) as unknown as AxiosInstance],
]

const coordinate = (account: string): Coordinator => {
  let tokens = 0
  return createCoordinator({ source: async () => ({ access_token: `${account}-${++tokens}`, expires_in: 3600 }), origins: 'any' })
}

/** @param answers - the statuses that requests get, in order; then 200 */
function createApi(
  createInstance: (defaults: object) => AxiosInstance,
  answers: number[] = [],
  hasDefault = true,
): { api: AxiosInstance; tenants: { for: (account: string) => Coordinator }; sent: unknown[] } {
  const sent: unknown[] = []
  const adapter = async (config: Config): Promise<object> => {
    sent.push(config.headers.get('authorization'))
    const response = { data: '', status: answers.shift() ?? 200, statusText: '', headers: {}, config }
    if (response.status < 400) return response
    throw Object.assign(new Error('rejected'), { isAxiosError: true, config, response })
  }
  const api = createInstance({ baseURL: 'https://api.example.com', adapter })
  const tenants = createCoordinatorPool((account: string) => account, coordinate)
  return { api: withBearer(api, hasDefault ? coordinate('client') : tenants), tenants, sent }
}

describe.each(versions)('with the %s axios the token of a request is that of the coordinator in `bearer`', (_version, createInstance) => {
  it('among the options of a request', async () => {
    const { api, tenants, sent } = createApi(createInstance, [200, 401])
    await api.get('/', { bearer: tenants.for('alice') })
    await api.get('/', { bearer: tenants.for('alice') })
    await api.get('/')
    expect(sent).toEqual(['Bearer alice-1', 'Bearer alice-1', 'Bearer alice-2', 'Bearer client-1'])
  })

  it('among the defaults of an instance', async () => {
    const { api, tenants, sent } = createApi(createInstance)
    api.defaults.bearer = tenants.for('alice')
    await api.get('/')
    expect(sent).toEqual(['Bearer alice-1'])
  })

  it('as an interceptor names it, through the retries of axios-retry, in the session in which the call began', async () => {
    const { api, tenants, sent } = createApi(createInstance, [503, 200, 503])
    const alice = tenants.for('alice')
    let isNext = false
    api.interceptors.request.use(async (config) => {
      await Promise.resolve()
      return Object.assign(config, { bearer: alice })
    })
    axiosRetry(api, {
      retries: 1,
      retryCondition: () => true,
      async onRetry() {
        if (isNext) await alice.setTokens({ access_token: 'next-user', expires_in: 300 })
      },
    })
    await api.get('/')
    expect(sent).toEqual(['Bearer alice-1', 'Bearer alice-1'])
    isNext = true
    await expect(api.get('/')).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
    expect(sent).toHaveLength(3)
  })

  it('as an interceptor names it, for a client that is wrapped for a pool', async () => {
    const { api, tenants, sent } = createApi(createInstance, [503, 401], false)
    const id = api.interceptors.request.use(async (config) => {
      await Promise.resolve()
      return Object.assign(config, { bearer: tenants.for('alice') })
    })
    axiosRetry(api, { retries: 1, retryCondition: () => true })
    await api.get('/')
    expect(sent).toEqual(['Bearer alice-1', 'Bearer alice-1', 'Bearer alice-2'])
    api.interceptors.request.eject(id)
    await expect(api.get('/')).rejects.toMatchObject({ name: 'TypeError', code: 'ERR_NO_COORDINATOR' })
    await expect(api.get('/', { bearer: tenants as never })).rejects.toMatchObject({ code: 'ERR_NO_COORDINATOR' })
    expect(sent).toHaveLength(3)
  })

  it('and any other value is refused', async () => {
    const { api, sent } = createApi(createInstance)
    await expect(api.get('/', { bearer: 'alice' as never })).rejects.toThrow(
      new TypeError('bearer: expected true, false or a coordinator, got string'),
    )
    expect(sent).toEqual([])
  })
})
