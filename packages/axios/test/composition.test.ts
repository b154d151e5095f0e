import { outcomeOf } from '@everbearer/testing/bench'
import { withBearer as withBearerFetch } from '@everbearer/fetch'
import axios, {
  type AxiosAdapter,
  type AxiosError,
  AxiosHeaders,
  type AxiosResponse,
  create,
  getAdapter,
  type InternalAxiosRequestConfig,
} from 'axios'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { bearerInterceptor, withBearer } from '../src/index.ts'
import { startAxiosBench } from './support.ts'

const platformFetch = globalThis.fetch
afterEach(() => {
  vi.restoreAllMocks()
  globalThis.fetch = platformFetch
})

describe.each(['http', 'fetch'])("with the %s adapter the config of an answer or error is the caller's", (adapter) => {
  it('and has no token in it', async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    const { config } = await bench.api.post('/echo?reject=1', { a: 1 }, { headers: { 'x-own': 'kept' } })
    const { config: refused } = (await outcomeOf(
      bench.api.post('/echo?reject=always', { a: 1 }, { headers: { 'x-own': 'kept' } }),
    )) as AxiosError
    for (const seen of [config, refused]) {
      expect(seen?.headers.toJSON()).toMatchObject({ 'x-own': 'kept', 'Content-Type': 'application/json' })
      expect(seen?.headers.has('authorization')).toBe(false)
      expect(seen?.headers.has('content-length')).toBe(false)
      expect(seen?.data).toBe('{"a":1}')
    }
  })

  it('the very one that the interceptors passed on', async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    let passed: InternalAxiosRequestConfig | undefined
    bench.api.interceptors.request.use((config) => (passed = config))
    const answer = await bench.api.get('/echo?reject=1')
    expect(answer.config.headers).toBe(passed?.headers)
    expect(answer.config.url).toBe('/echo?reject=1')
    expect(answer).toHaveProperty('request')
    const error = (await outcomeOf(bench.api.get('/echo?reject=always'))) as AxiosError
    expect(error.config).toBe(error.response?.config)
    expect(error.config?.headers).toBe(passed?.headers)
    expect(error.request).toBe(error.response?.request)
  })

  it('and can be submitted again by hand any number of times, with the newest token', async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    let { config } = (await outcomeOf(bench.api.post('/echo?reject=always', { a: 1 }))) as AxiosError
    expect(bench.counts()).toMatchObject({ apiRequests: 2, tokenRequests: 2 })
    for (let retry = 1; retry <= 5; retry++) {
      ;({ config } = (await outcomeOf(bench.api.request(config!))) as AxiosError)
      // One attempt each, or two: a wrapper around a wrapper would double them.
      expect(bench.counts().apiRequests).toBe(2 + retry)
    }
    bench.auth.invalidate()
    await outcomeOf(bench.api.request({ ...config, url: '/echo' }))
    expect(bench.counts().tokenRequests).toBe(3)
    expect(bench.testbed.requests.at(-1)).toMatchObject({ status: 200, bodySha256: bench.testbed.requests[0]?.bodySha256 })
  })

  it("and the defaults and the caller's own objects are left as they were", async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    const defaults = { ...bench.api.defaults, headers: undefined }
    const config = Object.freeze({ headers: Object.freeze({ 'x-own': '1' }), params: Object.freeze({ a: 1 }) })
    const headers = new AxiosHeaders({ 'x-own': '1' })
    await bench.api.get('/echo?reject=1', config)
    await bench.api.get('/echo?reject=1&n=2', { headers })
    expect({ ...bench.api.defaults, headers: undefined }).toEqual(defaults)
    expect(Object.keys(headers)).toEqual(['x-own'])
  })
})

describe('an adapter of the caller', () => {
  const sending =
    (sent: InternalAxiosRequestConfig[]): AxiosAdapter =>
    (config) => {
      sent.push(config)
      return getAdapter('http', config)(config)
    }

  it('as a default is called for each attempt', async () => {
    const sent: InternalAxiosRequestConfig[] = []
    await using bench = await startAxiosBench({ axios: { adapter: sending(sent) } })
    expect((await bench.api.get('/echo?reject=1')).status).toBe(200)
    expect(sent).toHaveLength(2)
  })

  it('on the request is called, whatever the default', async () => {
    const sent: InternalAxiosRequestConfig[] = []
    await using bench = await startAxiosBench()
    expect((await bench.api.get('/echo?reject=1', { adapter: sending(sent) })).status).toBe(200)
    expect(sent).toHaveLength(2)
  })

  it('set after wrapping, as mock adapters do, is called', async () => {
    const seen: unknown[] = []
    const kept: InternalAxiosRequestConfig[] = []
    await using bench = await startAxiosBench()
    bench.api.defaults.adapter = (config) => {
      seen.push(config.headers['Authorization'])
      return sending(kept)(config)
    }
    await bench.api.get('/echo')
    expect(seen).toEqual([expect.stringMatching(/^Bearer ./)])
    // A history keeps what it was given: by then there is no token in it.
    expect(kept.map(({ headers }) => headers.has('authorization'))).toEqual([false])
  })

  it.each(['a word', undefined, null, new Error('no error of axios')])('that throws %s has that thrown', async (thrown) => {
    await using bench = await startAxiosBench({ axios: { adapter: () => Promise.reject(thrown) } })
    expect(
      await bench.api.get('/echo').then(
        () => 'an answer',
        (error: unknown) => ({ error }),
      ),
    ).toEqual({ error: thrown })
  })

  it('that throws at once keeps no token either', async () => {
    const kept: InternalAxiosRequestConfig[] = []
    const adapter = (config: InternalAxiosRequestConfig): never => {
      kept.push(config)
      throw new Error('out of order')
    }
    await using bench = await startAxiosBench({ axios: { adapter } })
    await expect(bench.api.get('/echo')).rejects.toThrow('out of order')
    expect(kept.map(({ headers }) => headers.has('authorization'))).toEqual([false])
  })

  it('set by an interceptor that was there before us takes the request out of our hands, as a cache does', async () => {
    const cached: AxiosAdapter = (config) => Promise.resolve({ data: 'cached', status: 200, statusText: '', headers: {}, config })
    await using bench = await startAxiosBench()
    const instance = create({ baseURL: bench.testbed.api })
    instance.interceptors.request.use((config) => Object.assign(config, { adapter: cached }))
    expect((await withBearer(instance, bench.auth).get('/echo')).data).toBe('cached')
    expect(bench.counts()).toMatchObject({ tokenRequests: 0, apiRequests: 0 })
  })

  it('that answers without request, headers or error class is coped with', async () => {
    await using bench = await startAxiosBench()
    const answer =
      (status: number): AxiosAdapter =>
      (config) =>
        Promise.resolve({ data: '', status, statusText: '', headers: {}, config })
    expect((await bench.api.get('/echo', { adapter: answer(200) })).status).toBe(200)
    expect((await bench.api.get('/echo', { adapter: answer(401) })).status).toBe(401)
    const failing: AxiosAdapter = () => Promise.reject(new RangeError('mine'))
    expect(await outcomeOf(bench.api.get('/echo', { adapter: failing }))).toMatchObject({ name: 'RangeError', message: 'mine' })
  })

  it('that gives no request leaves an answer that may be given one', async () => {
    await using bench = await startAxiosBench()
    const plain: AxiosAdapter = (config) => Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config })
    bench.api.interceptors.response.use((response) => Object.assign(response, { request: 'mine' }))
    expect(await outcomeOf(bench.api.get('/echo', { adapter: plain }))).toMatchObject({ request: 'mine' })
  })

  it('that freezes its answer is coped with', async () => {
    await using bench = await startAxiosBench()
    const frozen: AxiosAdapter = (config) =>
      Promise.resolve(Object.freeze<AxiosResponse>({ data: '', status: 200, statusText: '', headers: {}, config }))
    const native = await outcomeOf(axios.get(bench.url('/open'), { adapter: frozen }))
    const wrapped = await outcomeOf(bench.api.get('/open', { adapter: frozen }))
    expect((wrapped as Error).name).toBe((native as Error).name)
  })

  it('of an unknown name is refused as natively', async () => {
    await using bench = await startAxiosBench()
    const error = await outcomeOf(bench.api.get('/echo', { adapter: 'smoke-signals' }))
    expect(error).toMatchObject({ isAxiosError: true, message: "Unknown adapter 'smoke-signals'" })
  })
})

describe('several clients', () => {
  it('an axios instance and a fetch share one token and one refresh', async () => {
    await using bench = await startAxiosBench()
    const wrapped = withBearerFetch(fetch, bench.auth)
    const both = async (): Promise<number[]> =>
      (await Promise.all([bench.api.get('/echo'), wrapped(bench.url('/echo'))])).map(({ status }) => status)
    await both()
    bench.testbed.revokeAccessTokens()
    expect(await both()).toEqual([200, 200])
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiUnauthorized: 2 })
    // A fetch that is wrapped already, below axios that is wrapped as well: still one token and one replay.
    const nested = withBearer(create({ adapter: 'fetch', env: { fetch: wrapped }, baseURL: bench.testbed.api }), bench.auth)
    expect((await nested.get('/echo?reject=1')).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 3, apiRequests: 8 })
  })

  it('an interceptor that is ejected leaves the instance as it was', async () => {
    await using bench = await startAxiosBench()
    const instance = create({ baseURL: bench.testbed.api })
    const id = instance.interceptors.request.use(...bearerInterceptor(bench.auth))
    expect((await instance.get('/echo')).status).toBe(200)
    instance.interceptors.request.eject(id)
    expect(await outcomeOf(instance.get('/echo'))).toMatchObject({ status: 401 })
  })
})

describe('the fetch of the fetch adapter', () => {
  it("is the platform's as it is at the time, or the caller's own", async () => {
    await using bench = await startAxiosBench({ axios: { adapter: 'fetch' } })
    const patched = vi.fn<typeof fetch>((...args) => platformFetch(...args))
    globalThis.fetch = patched
    expect((await bench.api.get('/echo?reject=1')).status).toBe(200)
    expect(patched).toHaveBeenCalledTimes(4) // the API and the token endpoint, each twice
    const own = vi.fn<typeof fetch>((...args) => platformFetch(...args))
    const env = { fetch: own }
    expect((await bench.api.get('/echo', { env })).status).toBe(200)
    expect(own).toHaveBeenCalledTimes(1)
    expect(env).toEqual({ fetch: own })
  })
})

describe('the request', () => {
  it('is made by every method and shape of call', async () => {
    await using bench = await startAxiosBench()
    const { api } = bench
    await Promise.all([
      api('/echo'),
      api({ url: '/echo' }),
      api.request({ url: '/echo' }),
      api.head('/echo'),
      api.options('/echo'),
      api.delete('/echo'),
    ])
    await Promise.all([api.put('/echo', 'x'), api.patch('/echo', 'x'), api.postForm('/echo', { a: 1 }), api.putForm('/echo', { a: 1 })])
    expect(bench.counts()).toMatchObject({ apiOk: 10, tokenRequests: 1 })
  })
})
