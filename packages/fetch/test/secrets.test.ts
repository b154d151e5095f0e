import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type Bench, leaksOf, outcomeOf, startBench } from './support.ts'

/** A bench with a token that was sent and accepted, and a refresh token beside it. */
async function startWarmBench(): Promise<Bench> {
  const bench = await startBench({ client: { refreshTokens: true } })
  const response = await bench.api(bench.url('/warm'))
  expect(response.status).toBe(200)
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
  'answers with what it was sent': (bench) =>
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: secretsOf(bench).join(' '), error_description: secretsOf(bench).join(' ') } }),
  'names the secret as the error': (bench) => bench.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: bench.client.clientSecret } }),
  'answers with no JSON': (bench) => bench.testbed.failTokenEndpoint({ kind: 'text', body: `<html>${secretsOf(bench).join(' ')}` }),
  'answers with half a JSON': (bench) => bench.testbed.failTokenEndpoint({ kind: 'text', body: `{"access_token":"${bench.issued[0]}",` }),
  'answers without an access token': (bench) =>
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 200, body: { refresh_token: bench.issued[1], id: secretsOf(bench) } }),
  'gives a token of another type': (bench) =>
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 200, body: { access_token: bench.issued[0], token_type: 'DPoP' } }),
  'gives a token that no header can carry': (bench) =>
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 200, body: { access_token: `${bench.issued[0]}\n` } }),
  hangs: (bench) => {
    bench.testbed.failTokenEndpoint({ kind: 'hang' })
    bench.hurry()
  },
  'resets the connection': (bench) => bench.testbed.failTokenEndpoint({ kind: 'reset' }),
}

const callFailures: Record<string, (bench: Bench) => Promise<unknown>> = {
  'a second 401': (bench) => bench.api(bench.url('/echo?reject=always')),
  'a 401 that is the callers own affair': (bench) => bench.api(bench.url('/echo?reject=always&challenge=basic')),
  'a 401 whose refresh fails': (bench) => {
    bench.testbed.failTokenEndpoint({ kind: 'reset' })
    return bench.api(bench.url('/echo?reject=always'))
  },
  'a 500': (bench) => bench.api(bench.url('/status/500')),
  'a connection reset': (bench) => {
    bench.testbed.failApi({ kind: 'reset' })
    return bench.api(bench.url('/echo'))
  },
  'an abort': async (bench) => {
    const controller = new AbortController()
    const pending = outcomeOf(bench.api(bench.url('/echo?delay=5000'), { signal: controller.signal }))
    await expect.poll(() => bench.counts().apiRequests).toBe(2)
    controller.abort()
    return pending
  },
  'a time-out': (bench) => bench.api(bench.url('/echo?delay=5000'), { signal: AbortSignal.timeout(30) }),
  'a stream that breaks off': async (bench) => {
    const response = await bench.api(bench.url('/stream?chunks=1000&bytes=65536'))
    void bench.testbed.close()
    return response.text()
  },
  'options that fetch refuses': (bench) => bench.api(bench.url('/echo'), { method: 'GET', body: 'no' }),
  'headers that fetch refuses': (bench) => bench.api(bench.url('/echo'), { headers: { 'x-bad': 'a\nb' } }),
}

describe('no secret is in what a caller gets', () => {
  it.each(Object.entries(tokenFailures))('when the token endpoint %s', async (_name, fail) => {
    await using bench = await startWarmBench()
    fail(bench)
    expire(bench)
    for (const wait of [() => bench.api(bench.url('/echo')), () => bench.api(bench.url('/echo')), () => bench.auth.getToken()]) {
      const error = await outcomeOf(wait())
      expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_/) })
      expect(leaksOf(error, secretsOf(bench))).toEqual([])
    }
    expect(bench.events('refresh-failed')).toHaveLength(1)
    expect(leaksOf(bench.told, secretsOf(bench))).toEqual([])
  })

  it.each(Object.entries(callFailures))('after %s', async (_name, call) => {
    await using bench = await startWarmBench()
    const outcome = await outcomeOf(call(bench))
    expect(outcome).toBeDefined()
    expect(leaksOf(outcome, secretsOf(bench))).toEqual([])
    expect(leaksOf(bench.told, secretsOf(bench))).toEqual([])
  })

  it('when nobody listens on the port', async () => {
    await using bench = await startBench({ coordinator: { origins: 'any' } })
    await (await bench.api(bench.url('/warm'))).text()
    const error = await outcomeOf(bench.api(await closedPort()))
    expect(error).toMatchObject({ cause: { code: 'ECONNREFUSED' } })
    expect(leaksOf(error, secretsOf(bench))).toEqual([])
  })

  it('nor in the coordinator, its record, its wrapped fetch or its events', async () => {
    await using bench = await startWarmBench()
    bench.testbed.revokeAccessTokens()
    await bench.api(bench.url('/echo'))
    const record = await bench.auth.getToken()
    expect(bench.issued).toContain(record.accessToken)
    expect(bench.events('refresh')).toHaveLength(2)
    expect(bench.events('replay')).toHaveLength(1)
    for (const value of [bench.auth, record, { record }, [record], bench.api, bench.told]) {
      expect(leaksOf(value, secretsOf(bench))).toEqual([])
      expect(secretsOf(bench).filter((secret) => inspect(value, { showHidden: true, depth: Infinity }).includes(secret))).toEqual([])
    }
    expect(String(record)).toContain('[redacted]')
  })
})

describe('the check itself', () => {
  it.each([
    ['message', (secret: string) => new Error(`no ${secret}`)],
    ['json', (secret: string) => ({ deep: { er: [{ secret }] } })],
    ['inspect', (secret: string) => Object.assign(new Error('x'), { config: { a: { b: { c: { d: { e: secret } } } } } })],
    ['cause 2: message', (secret: string) => new Error('a', { cause: new Error('b', { cause: new Error(secret) }) })],
    ['errors', (secret: string) => new AggregateError([new Error(secret)])],
    ['string', (secret: string) => ({ toString: () => secret })],
  ])('sees a secret in the %s', (way, plant) => {
    expect(leaksOf(plant('s3cret'), ['other', 's3cret'])).toContain(way)
    expect(leaksOf(plant('harmless'), ['other', 's3cret'])).toEqual([])
  })

  it('sees a token of the bench in a Request', async () => {
    await using bench = await startWarmBench()
    const headers = { authorization: `Bearer ${bench.issued[0]}` }
    expect(leaksOf(Object.assign(new Error('x'), { request: new Request(bench.url('/'), { headers }) }), secretsOf(bench))).toContain('inspect')
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
