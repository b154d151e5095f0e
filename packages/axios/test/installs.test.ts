import { type AxiosInstance, create } from 'axios'
import axiosOldest from 'axios-oldest'
import { describe, expect, it } from 'vitest'
import { bearerInterceptor, withBearer } from '../src/index.ts'
import { startAxiosBench } from './support.ts'

const versions: [version: string, create: (defaults: object) => AxiosInstance][] = [
  ['newest', create],
  ['oldest', (defaults) => axiosOldest.create(defaults) as unknown as AxiosInstance],
]

describe.each(versions)('an instance of the %s axios', (_version, createInstance) => {
  it('wrapped five thousand times for one coordinator has one interceptor, and works as ever', async () => {
    await using bench = await startAxiosBench()
    const api = createInstance({ baseURL: bench.testbed.api })
    for (let count = 0; count < 5000; count++) withBearer(api, bench.auth)
    let interceptors = 0
    ;(api.interceptors.request as unknown as { forEach: (count: () => void) => void }).forEach(() => interceptors++)
    expect(interceptors).toBe(1)
    expect((await api.get('/echo?reject=1')).status).toBe(200)
    expect(bench.counts()).toMatchObject({ apiRequests: 2, tokenRequests: 2 })
  })

  it('with five thousand interceptors for one coordinator works as ever', async () => {
    await using bench = await startAxiosBench()
    const api = createInstance({ baseURL: bench.testbed.api })
    for (let count = 0; count < 5000; count++) api.interceptors.request.use(...bearerInterceptor(bench.auth))
    expect((await api.get('/echo?reject=1')).status).toBe(200)
    expect(bench.counts()).toMatchObject({ apiRequests: 2, tokenRequests: 2 })
  })

  it('wrapped for two coordinators sends a config by the same two adapters, however often the config comes round', async () => {
    await using one = await startAxiosBench()
    await using two = await startAxiosBench()
    const api = withBearer(withBearer(createInstance({ baseURL: two.testbed.api }), one.auth), two.auth)
    let { config } = await api.get('/echo')
    const { adapter } = config
    for (let round = 0; round < 3; round++) ({ config } = await api.request(config))
    expect(config.adapter).toBe(adapter)
    expect([one.counts().apiRequests, two.counts().apiRequests]).toEqual([0, 4])
  })

  it('may have an interceptor for errors alone', async () => {
    await using bench = await startAxiosBench()
    const api = createInstance({ baseURL: bench.testbed.api })
    api.interceptors.request.use((config) => config)
    api.interceptors.request.use(null, (error: unknown) => Promise.reject(error))
    expect((await withBearer(api, bench.auth).get('/echo')).status).toBe(200)
  })

  it('can be wrapped again once the interceptors are cleared', async () => {
    await using bench = await startAxiosBench()
    const api = withBearer(createInstance({ baseURL: bench.testbed.api }), bench.auth)
    api.interceptors.request.clear()
    await expect(api.get('/echo')).rejects.toMatchObject({ status: 401 })
    expect((await withBearer(api, bench.auth).get('/echo')).status).toBe(200)
  })
})
