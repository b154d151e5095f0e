import { outcomeOf, sha256, times } from '@everbearer/testing/bench'
import { type AxiosResponse, create } from 'axios'
import { describe, expect, it, vi } from 'vitest'
import { withBearer } from '../src/index.ts'
import { type AxiosBench, type AxiosBenchOptions, startAxiosBench } from './support.ts'

type Fulfil = (response: AxiosResponse) => AxiosResponse

describe.each(['http', 'fetch'])('with the %s adapter', (adapter) => {
  const start = (options: AxiosBenchOptions = {}): Promise<AxiosBench> =>
    startAxiosBench({ ...options, axios: { adapter, ...options.axios } })

  it('a validateStatus that takes 401 for good and 200 for bad is heeded', async () => {
    await using bench = await start({ axios: { validateStatus: (status) => status === 401 } })
    expect(await outcomeOf(bench.api.get('/echo?reject=1'))).toMatchObject({ isAxiosError: true, response: { status: 200 } })
    expect(await outcomeOf(bench.api.get('/echo?reject=always'))).toMatchObject({ status: 401 })
  })

  it('lists among the parameters are put in once, below a base URL with a slash at its end', async () => {
    await using bench = await start({ axios: { params: { base: 1 } } })
    const url = new URL(bench.testbed.api)
    await bench.api.get('v1/echo?reject=1', { baseURL: `${url.origin}/deep/`, params: { q: ['a', 'b'] } })
    expect(bench.testbed.requests.map((request) => request.url)).toEqual(times(2, '/deep/v1/echo?reject=1&base=1&q%5B%5D=a&q%5B%5D=b'))
  })

  it("the caller's interceptors see one request and one final answer, whether they stand before or after", async () => {
    await using bench = await start()
    const seen: string[] = []
    const request =
      (place: string) =>
      <Config extends { headers: object }>(config: Config): Config => {
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

  it('transformRequest runs once, and what it gave is sent twice', async () => {
    await using bench = await start()
    const transformRequest = vi.fn<(data: unknown) => string>((data) => JSON.stringify(data))
    const { data } = await bench.api.post(
      '/echo?reject=1',
      { a: ['ä'] },
      { transformRequest, headers: { 'content-type': 'application/json' } },
    )
    expect(data).toMatchObject({ bodySha256: sha256('{"a":["ä"]}') })
    expect(transformRequest).toHaveBeenCalledTimes(1)
    expect(bench.testbed.requests.map(({ bodySha256 }) => bodySha256)).toEqual(times(2, sha256('{"a":["ä"]}')))
  })
})
