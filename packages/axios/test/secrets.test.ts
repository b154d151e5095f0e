import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import axios, { AxiosError, AxiosHeaders } from 'axios'
import { describe, expect, it } from 'vitest'
import { type Bench, leaksOf, outcomeOf, startBench } from './support.ts'

const { CancelToken } = axios

/** A bench with a token that was sent and accepted, and a refresh token beside it. */
async function startWarmBench(adapter: string): Promise<Bench> {
  const bench = await startBench({ client: { refreshTokens: true }, axios: { adapter } })
  expect((await bench.api.get('/warm')).status).toBe(200)
  expect(bench.issued).toHaveLength(2)
  expect(bench.counts()).toMatchObject({ apiOk: 1 })
  expect(bench.testbed.requests).toMatchObject([{ clientId: bench.client.clientId, headers: { authorization: 'Bearer' } }])
  return bench
}

const secretsOf = (bench: Bench): string[] => [bench.client.clientSecret, ...bench.issued]

/** The token is at its end, and the next request has to wait for another. */
const expire = (bench: Bench): void => bench.elapse(300_000)

const tokenFailures: Record<string, (bench: Bench) => unknown> = {
  'answers 400': (bench) => bench.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: 'invalid_request' } }),
  'answers 401': (bench) => bench.testbed.failTokenEndpoint({ kind: 'status', status: 401, body: { error: 'invalid_client' } }),
  'answers 500': (bench) => bench.testbed.failTokenEndpoint({ kind: 'status', status: 500 }),
  'describes the error with what it was sent': (bench) =>
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: 'invalid_request', error_description: secretsOf(bench).join(' ') } }),
  'answers with no JSON': (bench) => bench.testbed.failTokenEndpoint({ kind: 'text', body: `<html>${secretsOf(bench).join(' ')}` }),
  'answers without an access token': (bench) =>
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 200, body: { refresh_token: bench.issued[1], id: secretsOf(bench) } }),
  hangs: (bench) => {
    bench.testbed.failTokenEndpoint({ kind: 'hang' })
    bench.hurry()
  },
  'resets the connection': (bench) => bench.testbed.failTokenEndpoint({ kind: 'reset' }),
}

const callFailures: Record<string, (bench: Bench) => Promise<unknown>> = {
  'a second 401': (bench) => bench.api.get('/echo?reject=always'),
  "a 401 that is the caller's own affair": (bench) => bench.api.get('/echo?reject=always&challenge=basic'),
  'a 401 whose refresh fails': (bench) => {
    bench.testbed.failTokenEndpoint({ kind: 'reset' })
    return bench.api.get('/echo?reject=always')
  },
  'a POST refused twice': (bench) => bench.api.post('/echo?reject=always', { a: 1 }),
  'a second 401 that is streamed': (bench) => bench.api.get('/echo?reject=always', { responseType: 'stream' }),
  'a 401 that is streamed and whose refresh fails': (bench) => {
    bench.testbed.failTokenEndpoint({ kind: 'reset' })
    return bench.api.get('/echo?reject=always', { responseType: 'stream' })
  },
  'a 500': (bench) => bench.api.get('/status/500'),
  'a 500 that is streamed': (bench) => bench.api.get('/status/500', { responseType: 'stream' }),
  'a connection reset': (bench) => {
    bench.testbed.failApi({ kind: 'reset' })
    return bench.api.get('/echo')
  },
  'an abort by signal': async (bench) => {
    const controller = new AbortController()
    const pending = outcomeOf(bench.api.get('/echo?delay=5000', { signal: controller.signal }))
    await expect.poll(() => bench.counts().apiRequests).toBe(2)
    controller.abort()
    return pending
  },
  'an abort by cancel token': async (bench) => {
    const source = CancelToken.source()
    const pending = outcomeOf(bench.api.get('/echo?delay=5000', { cancelToken: source.token }))
    await expect.poll(() => bench.counts().apiRequests).toBe(2)
    source.cancel('enough')
    return pending
  },
  'a time-out': (bench) => bench.api.get('/echo?delay=5000', { timeout: 30 }),
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
  'an answer': (bench) => bench.api.get('/echo'),
}

describe.each(['http', 'fetch'])('no secret is in what a caller of the %s adapter gets', (adapter) => {
  it.each(Object.entries(tokenFailures))('when the token endpoint %s', async (_name, fail) => {
    await using bench = await startWarmBench(adapter)
    fail(bench)
    expire(bench)
    for (let call = 0; call < 2; call++) {
      const error = await outcomeOf(bench.api.get('/echo'))
      expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_/) })
      expect(leaksOf(error, secretsOf(bench))).toEqual([])
    }
    expect(bench.events('refresh-failed')).toHaveLength(1)
    expect(leaksOf(bench.told, secretsOf(bench))).toEqual([])
  })

  it.each(Object.entries(callFailures))('after %s', async (_name, call) => {
    await using bench = await startWarmBench(adapter)
    const outcome = await outcomeOf(call(bench))
    expect(outcome).toBeDefined()
    expect(bench.counts().apiRequests).toBeGreaterThan(0)
    expect(leaksOf(outcome, secretsOf(bench))).toEqual([])
    expect(leaksOf((outcome as { response?: unknown }).response, secretsOf(bench))).toEqual([])
    expect(leaksOf((outcome as { config?: unknown }).config, secretsOf(bench))).toEqual([])
    expect(leaksOf(bench.told, secretsOf(bench))).toEqual([])
  })

  it('when nobody listens on the port', async () => {
    await using bench = await startBench({ coordinator: { origins: 'any' }, axios: { adapter } })
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
    for (const value of [bench.auth, record, bench.api, bench.api.defaults, bench.api.interceptors, bench.told]) {
      expect(leaksOf(value, secretsOf(bench))).toEqual([])
      expect(secretsOf(bench).filter((secret) => inspect(value, { showHidden: true, depth: Infinity }).includes(secret))).toEqual([])
    }
  })
})

describe('the check itself', () => {
  it.each([
    ['message', (secret: string) => new Error(`no ${secret}`)],
    ['json', (secret: string) => ({ deep: { er: [{ secret }] } })],
    ['inspect', (secret: string) => new AxiosError('x', 'ERR', { headers: new AxiosHeaders({ authorization: secret }) })],
    ['cause 2: message', (secret: string) => new Error('a', { cause: new Error('b', { cause: new Error(secret) }) })],
    ['errors', (secret: string) => new AggregateError([new Error(secret)])],
  ])('sees a secret in the %s', (way, plant) => {
    expect(leaksOf(plant('s3cret'), ['other', 's3cret'])).toContain(way)
    expect(leaksOf(plant('harmless'), ['other', 's3cret'])).toEqual([])
  })

  it.each(['http', 'fetch'])("sees the token that axios's own %s adapter leaves in its errors", async (adapter) => {
    await using bench = await startWarmBench(adapter)
    const headers = { Authorization: `Bearer ${bench.issued[0]}` }
    const error = await outcomeOf(axios.get(bench.url('/status/500'), { adapter, headers }))
    expect(leaksOf(error, secretsOf(bench))).toEqual(expect.arrayContaining(['json', 'inspect']))
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
