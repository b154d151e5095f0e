import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { leaksOf, outcomeOf } from '@everbearer/testing/bench'
import axios from 'axios'
import { describe, expect, it } from 'vitest'
import { type AxiosBench, startAxiosBench } from './support.ts'

const { CancelToken } = axios

/** A bench with a token that was sent and accepted, and a refresh token beside it. */
async function startWarmBench(adapter: string): Promise<AxiosBench> {
  const bench = await startAxiosBench({ client: { refreshTokens: true }, axios: { adapter } })
  expect((await bench.api.get('/warm')).status).toBe(200)
  expect(bench.issued).toHaveLength(2)
  expect(bench.counts()).toMatchObject({ apiOk: 1 })
  expect(bench.testbed.requests).toMatchObject([{ clientId: bench.client.clientId, headers: { authorization: 'Bearer' } }])
  return bench
}

const secretsOf = (bench: AxiosBench): string[] => [bench.client.clientSecret, ...bench.issued]

const callFailures: Record<string, (bench: AxiosBench) => Promise<unknown>> = {
  'an abort by cancel token': async (bench) => {
    const source = CancelToken.source()
    const pending = outcomeOf(bench.api.get('/echo?delay=5000', { cancelToken: source.token }))
    await expect.poll(() => bench.counts().apiRequests).toBe(2)
    source.cancel('enough')
    return pending
  },
  'an answer too large': (bench) => bench.api.get('/stream?chunks=20', { maxContentLength: 2000 }),
  'a body too large': (bench) => bench.api.post('/echo', 'x'.repeat(2000), { maxBodyLength: 100 }),
  'too many redirects': (bench) => bench.api.get('/redirect?to=%2Fredirect%3Fto%3D%252Fecho', { maxRedirects: 1 }),
  'a transformResponse that throws': (bench) =>
    bench.api.get('/echo', {
      transformResponse() {
        throw new Error('cannot read this')
      },
    }),
  'an answer that is no JSON': (bench) => bench.api.get('/stream', { responseType: 'json', transitional: { silentJSONParsing: false } }),
  'a validateStatus that refuses a 200': (bench) => bench.api.get('/echo', { validateStatus: () => false }),
  'an answer, accepted whatever it is': (bench) => bench.api.get('/status/500', { validateStatus: () => true }),
}

describe.each(['http', 'fetch'])('no secret is in what a caller of the %s adapter gets', (adapter) => {
  it.each(Object.entries(callFailures))('after %s', async (_name, call) => {
    await using bench = await startWarmBench(adapter)
    const outcome = await outcomeOf(call(bench))
    expect(outcome).toBeDefined()
    expect(bench.counts().apiRequests).toBeGreaterThan(0)
    expect(leaksOf(outcome, secretsOf(bench))).toEqual([])
    expect(leaksOf((outcome as { response?: unknown }).response, secretsOf(bench))).toEqual([])
    expect(leaksOf((outcome as { config?: unknown }).config, secretsOf(bench))).toEqual([])
  })

  it('when nobody listens on the port', async () => {
    await using bench = await startAxiosBench({ coordinator: { origins: 'any' }, axios: { adapter } })
    await bench.api.get('/warm')
    const error = await outcomeOf(bench.api.get(await closedPort()))
    expect(error).toMatchObject({ isAxiosError: true })
    expect(leaksOf(error, secretsOf(bench))).toEqual([])
  })

  it('nor in the coordinator, its record, the wrapped instance or the events', async () => {
    await using bench = await startWarmBench(adapter)
    bench.testbed.revokeAccessTokens()
    await bench.api.get('/echo')
    const record = await bench.auth.getToken()
    expect(bench.issued).toContain(record.accessToken)
    expect(bench.events('replay')).toHaveLength(1)
    for (const value of [bench.auth, record, bench.api, bench.api.defaults, bench.api.interceptors]) {
      expect(leaksOf(value, secretsOf(bench))).toEqual([])
      expect(secretsOf(bench).filter((secret) => inspect(value, { showHidden: true, depth: Infinity }).includes(secret))).toEqual([])
    }
  })
})

/** Node's agents know all sockets to a host, and so the requests of others that are under way there. */
describe.each(['http', 'fetch'])('no token of another request is in what a caller of the %s adapter gets', (adapter) => {
  it.each([
    ['after an error of a request without a token', (bench: AxiosBench) => bench.api.get('/echo', { bearer: false }), 401],
    [
      'after an error of a request with credentials of its own',
      (bench: AxiosBench) => bench.api.get('/echo', { headers: { Authorization: 'Basic YTpi' } }),
      401,
    ],
  ] as const)('%s', async (_name, call, status) => {
    await using bench = await startWarmBench(adapter)
    const other = bench.api.get('/echo?delay=1000')
    await expect.poll(() => bench.counts().apiRequests).toBe(2)
    const error = await outcomeOf(call(bench))
    expect(error).toMatchObject({ isAxiosError: true, status })
    expect((error as { request?: unknown }).request).toBeDefined()
    expect(leaksOf(error, secretsOf(bench))).toEqual([])
    expect((await other).status).toBe(200)
  })
})

describe('the check itself', () => {
  it.each(['http', 'fetch'])("sees the token that axios's own %s adapter leaves in its errors", async (adapter) => {
    await using bench = await startWarmBench(adapter)
    const headers = { Authorization: `Bearer ${bench.issued[0]}` }
    const error = await outcomeOf(axios.get(bench.url('/status/500'), { adapter, headers }))
    expect(leaksOf(error, secretsOf(bench))).toEqual(expect.arrayContaining(['as JSON', 'in the log']))
  })
})

async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}/`
}
