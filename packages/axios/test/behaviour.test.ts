import { AxiosError, type AxiosResponse, create, getAdapter, isAxiosError } from 'axios'
import axiosRetry from 'axios-retry'
import { describe, expect, it, vi } from 'vitest'
import { withBearer } from '../src/index.ts'
import { type Bench, type BenchOptions, bytesOf, createGate, outcomeOf, sha256, startBench, times } from './support.ts'

type Fulfil = (response: AxiosResponse) => AxiosResponse

describe.each(['http', 'fetch'])('with the %s adapter', (adapter) => {
  const start = (options: BenchOptions = {}): Promise<Bench> => startBench({ ...options, axios: { adapter, ...options.axios } })

  it('the token is renewed before expiry, in the background', async () => {
    await using bench = await start()
    await bench.api.get('/echo')
    bench.elapse(275_000)
    expect((await bench.api.get('/echo')).status).toBe(200)
    await expect.poll(() => bench.events('refresh')).toMatchObject([{ reason: 'missing' }, { reason: 'due', waiters: 0 }])
    expect(bench.counts()).toMatchObject({ apiRequests: 2, apiUnauthorized: 0 })
  })

  it('a 401 renews the token, and the request is replayed once', async () => {
    await using bench = await start()
    await bench.api.get('/warm')
    bench.testbed.revokeAccessTokens()
    const { data } = await bench.api.get('/echo', { params: { a: 'ä b' }, headers: { 'x-own': 'kept' } })
    expect(data).toMatchObject({ method: 'GET', url: '/echo?a=%C3%A4+b', headers: { 'x-own': 'kept', authorization: 'Bearer' } })
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 3, apiUnauthorized: 1 })
    expect(bench.events('replay')).toEqual([{ from: 1, generation: 2 }])
  })

  it.each(['none', 'bare', 'invalid_token', 'list'])('a 401 with the challenge %s renews the token', async (challenge) => {
    await using bench = await start()
    expect((await bench.api.get(`/echo?reject=1&challenge=${challenge}`)).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it.each(['basic', 'insufficient_scope', 'insufficient_scope_401', 'invalid_request', 'step_up', 'forbidden'])(
    'the challenge %s is the caller\'s own affair',
    async (challenge) => {
      await using bench = await start()
      const error = await outcomeOf(bench.api.get(`/echo?reject=always&challenge=${challenge}`))
      expect(error).toMatchObject({ isAxiosError: true, code: 'ERR_BAD_REQUEST', response: { data: { error: expect.any(String) } } })
      expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1 })
    },
  )

  it("a second 401 is axios's own error", async () => {
    await using bench = await start()
    const error = await outcomeOf(bench.api.get('/echo?reject=always'))
    expect(error).toBeInstanceOf(AxiosError)
    expect(error).toMatchObject({
      message: 'Request failed with status code 401',
      code: 'ERR_BAD_REQUEST',
      status: 401,
      response: { status: 401, data: { error: 'invalid_token' } },
    })
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it('an endpoint that always answers 401 costs no refresh each time', async () => {
    await using bench = await start()
    for (let call = 0; call < 10; call++) await outcomeOf(bench.api.get('/echo?reject=always'))
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 11 })
  })

  it('a refresh that fails leaves the original 401', async () => {
    await using bench = await start()
    await bench.api.get('/warm')
    bench.testbed.revokeAccessTokens()
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
    const error = await outcomeOf(bench.api.get('/echo?refusal=400000'))
    expect(error).toMatchObject({ isAxiosError: true, status: 401 })
    expect((error as AxiosError<string>).response?.data).toHaveLength(400_000)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it('50 refused at once cost one refresh', async () => {
    await using bench = await start()
    await bench.api.get('/warm')
    bench.testbed.revokeAccessTokens()
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => bench.api.get(`/${index}`)))
    expect(answers.map(({ status }) => status)).toEqual(times(50, 200))
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiUnauthorized: 50 })
  })

  it('a late 401 is replayed with the newer token and costs no refresh', async () => {
    const gate = createGate()
    await using bench = await start({
      axios: {
        async adapter(config) {
          const outcome = await outcomeOf(getAdapter(adapter, config)(config))
          if (!isAxiosError(outcome)) return outcome as AxiosResponse
          if (config.url === '/late') await gate.opened
          throw outcome
        },
      },
    })
    await bench.api.get('/warm')
    bench.testbed.revokeAccessTokens()
    const late = bench.api.get('/late')
    expect((await bench.api.get('/early')).status).toBe(200)
    gate.open()
    expect((await late).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiUnauthorized: 2 })
  })

  it("the caller's retry budget is not spent by the replay (axios-retry)", async () => {
    await using bench = await start()
    const onRetry = vi.fn<() => void>()
    axiosRetry(bench.api, { retries: 1, retryDelay: () => 0, onRetry })
    await bench.api.get('/warm')
    bench.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
    expect((await bench.api.get('/echo?reject=1')).status).toBe(200)
    expect(onRetry).toHaveBeenCalledTimes(1)
    expect(bench.testbed.requests.map(({ status }) => status)).toEqual([200, 503, 401, 200])
    expect(bench.counts().tokenRequests).toBe(2)
  })

  it("a caller's retry after a 401 uses the newest token (axios-retry)", async () => {
    await using bench = await start()
    axiosRetry(bench.api, { retries: 2, retryDelay: () => 0, retryCondition: ({ response }) => response?.status === 401 })
    await bench.api.get('/warm')
    bench.testbed.revokeAccessTokens()
    expect((await bench.api.get('/echo?reject=2')).status).toBe(200)
    expect(bench.testbed.requests.map(({ status }) => status)).toEqual([200, 401, 401, 200])
    expect(bench.counts().tokenRequests).toBe(2)
  })

  it('a request is replayed where its caller retries nothing (axios-retry at 0)', async () => {
    await using bench = await start()
    axiosRetry(bench.api, { retries: 0 })
    expect((await bench.api.get('/echo?reject=1')).status).toBe(200)
  })

  it('with `validateStatus: () => true` nothing is thrown, and the 401 is seen to all the same', async () => {
    await using bench = await start({ axios: { validateStatus: () => true } })
    expect((await bench.api.get('/echo?reject=1')).status).toBe(200)
    expect(await bench.api.get('/echo?reject=always')).toMatchObject({ status: 401, data: { error: 'invalid_token' } })
  })

  it('a validateStatus that takes 401 for good and 200 for bad is heeded', async () => {
    await using bench = await start({ axios: { validateStatus: (status) => status === 401 } })
    expect(await outcomeOf(bench.api.get('/echo?reject=1'))).toMatchObject({ isAxiosError: true, response: { status: 200 } })
    expect(await outcomeOf(bench.api.get('/echo?reject=always'))).toMatchObject({ status: 401 })
  })

  it('base URL and query are put in once', async () => {
    await using bench = await start({ axios: { params: { base: 1 } } })
    const url = new URL(bench.testbed.api)
    await bench.api.get('v1/echo?reject=1', { baseURL: `${url.origin}/deep/`, params: { q: ['a', 'b'] } })
    expect(bench.testbed.requests.map((request) => request.url)).toEqual(times(2, '/deep/v1/echo?reject=1&base=1&q%5B%5D=a&q%5B%5D=b'))
  })

  it("the caller's interceptors see one request and one final answer, whether they stand before or after", async () => {
    await using bench = await start()
    const seen: string[] = []
    const request = (place: string) => <Config extends { headers: object }>(config: Config): Config => {
      seen.push(`${place} ${Object.keys(config.headers).includes('Authorization')}`)
      return config
    }
    const fulfil = vi.fn<Fulfil>((response) => response)
    const reject = vi.fn<(error: unknown) => Promise<never>>((error) => Promise.reject(error))
    const instance = create({ adapter, baseURL: bench.testbed.api })
    instance.interceptors.request.use(request('before'))
    instance.interceptors.response.use(fulfil, reject)
    const api = withBearer(instance, bench.auth)
    api.interceptors.request.use(request('after'))
    api.interceptors.request.use(request('after, synchronous'), null, { synchronous: true })
    api.interceptors.response.use(fulfil, reject)
    await api.get('/echo?reject=1')
    expect(seen).toEqual(['after, synchronous false', 'after false', 'before false'])
    expect(fulfil.mock.calls.map(([{ status }]) => status)).toEqual([200, 200])
    expect(reject).not.toHaveBeenCalled()
    expect(bench.counts().apiRequests).toBe(2)
  })

  it.each(['json', 'text', 'arraybuffer', 'stream'] as const)('an answer of type %s comes as natively', async (responseType) => {
    await using bench = await start()
    const { data } = await bench.api.get('/stream?reject=1&chunks=5&bytes=1000', { responseType })
    const read = responseType === 'stream' ? await bytesOf(data) : Buffer.from(data)
    expect(read.toString()).toBe('x'.repeat(5000))
    expect(bench.counts().apiRequests).toBe(2)
  })

  it('JSON is parsed once, and sent as it was', async () => {
    await using bench = await start()
    const transformRequest = vi.fn<(data: unknown) => string>((data) => JSON.stringify(data))
    const { data } = await bench.api.post('/echo?reject=1', { a: ['ä'] }, { transformRequest, headers: { 'content-type': 'application/json' } })
    expect(data).toMatchObject({ bodySha256: sha256('{"a":["ä"]}') })
    expect(transformRequest).toHaveBeenCalledTimes(1)
    expect(bench.testbed.requests.map(({ bodySha256 }) => bodySha256)).toEqual(times(2, sha256('{"a":["ä"]}')))
  })

  it('progress is told', async () => {
    await using bench = await start()
    const up = vi.fn<(event: { loaded: number }) => void>()
    const down = vi.fn<(event: { loaded: number }) => void>()
    await bench.api.post('/stream?reject=1&chunks=5', 'x'.repeat(5000), { onUploadProgress: up, onDownloadProgress: down })
    await expect.poll(() => [up.mock.lastCall?.[0].loaded, down.mock.lastCall?.[0].loaded]).toEqual([5000, 5120])
  })

  it('a token that cannot be got fails the request with a typed error, and nothing is sent', async () => {
    await using bench = await start()
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: 'invalid_client' } })
    const errors = await Promise.all(Array.from({ length: 10 }, () => outcomeOf(bench.api.get('/echo'))))
    expect(errors).toMatchObject(times(10, { code: 'ERR_CREDENTIALS_REJECTED' }))
    expect(new Set(errors).size).toBe(10)
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 0 })
  })
})
