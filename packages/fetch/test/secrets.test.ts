import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { leaksOf, outcomeOf } from '@everbearer/testing/bench'
import { describe, expect, it } from 'vitest'
import { type FetchBench, startFetchBench } from './support.ts'

/** A bench with a token that was sent and accepted, and a refresh token beside it. */
async function startWarmBench(): Promise<FetchBench> {
  const bench = await startFetchBench({ client: { refreshTokens: true } })
  const response = await bench.api(bench.url('/warm'))
  expect(response.status).toBe(200)
  expect(bench.issued).toHaveLength(2)
  expect(bench.counts()).toMatchObject({ apiOk: 1 })
  expect(bench.testbed.requests).toMatchObject([{ clientId: bench.client.clientId, headers: { authorization: 'Bearer' } }])
  return bench
}

const secretsOf = (bench: FetchBench): string[] => [bench.client.clientSecret, ...bench.issued]

const callFailures: Record<string, (bench: FetchBench) => Promise<unknown>> = {
  'a stream that breaks off': async (bench) => {
    const response = await bench.api(bench.url('/stream?chunks=1000&bytes=65536'))
    void bench.testbed.close()
    return response.text()
  },
  'options that fetch refuses': (bench) => bench.api(bench.url('/echo'), { method: 'GET', body: 'no' }),
  'headers that fetch refuses': (bench) => bench.api(bench.url('/echo'), { headers: { 'x-bad': 'a\nb' } }),
}

describe('no secret is in what a caller gets', () => {
  it.each(Object.entries(callFailures))('after %s', async (_name, call) => {
    await using bench = await startWarmBench()
    const outcome = await outcomeOf(call(bench))
    expect(outcome).toBeDefined()
    expect(leaksOf(outcome, secretsOf(bench))).toEqual([])
  })

  it('when nobody listens on the port', async () => {
    await using bench = await startFetchBench({ coordinator: { origins: 'any' } })
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
    for (const value of [bench.auth, record, { record }, [record], bench.api]) {
      expect(leaksOf(value, secretsOf(bench))).toEqual([])
      expect(secretsOf(bench).filter((secret) => inspect(value, { showHidden: true, depth: Infinity }).includes(secret))).toEqual([])
    }
    expect(String(record)).toContain('[redacted]')
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
