import { outcomeOf, times } from '@everbearer/testing/bench'
import { Request as UndiciRequest, fetch as undiciFetch } from 'undici'
import { describe, expect, it } from 'vitest'
import { createCoordinator, withBearer } from '../src/index.ts'
import { startFetchBench } from './support.ts'

describe('no token goes out', () => {
  it.each([
    ['an object', { Authorization: 'Basic eDp5' }],
    ['an object in lower case', { authorization: 'Basic eDp5' }],
    ['an object in odd case', { aUTHORIZATION: 'Basic eDp5' }],
    ['pairs', [['AUTHORIZATION', 'Basic eDp5']] as [string, string][]],
    ['Headers', new Headers({ authorization: 'Basic eDp5' })],
  ])("where the caller's own credentials are, given as %s", async (_shape, headers) => {
    await using bench = await startFetchBench()
    await bench.api(bench.url('/open'), { headers })
    expect((await bench.api(bench.url('/echo'), { headers })).status).toBe(401)
    expect((await bench.api(new Request(bench.url('/echo'), { headers }))).status).toBe(401)
    expect(bench.testbed.requests.map((request) => request.headers['authorization'])).toEqual(times(3, 'Basic'))
    expect(bench.counts()).toMatchObject({ tokenRequests: 0, apiRequests: 3 })
  })

  it('to a URL that brings credentials of its own', async () => {
    await using bench = await startFetchBench()
    const error = await outcomeOf(bench.api(bench.url('/echo').replace('://', '://user:pass@')))
    expect(error).toBeInstanceOf(TypeError)
    expect(bench.counts()).toMatchObject({ tokenRequests: 0, apiRequests: 0 })
  })

  it.each([
    ['a longer host', (origin: string) => `${origin}.evil.test/`],
    ['the origin as user name', (origin: string) => `${origin}@evil.test/`],
    ['the origin as query', (origin: string) => `http://evil.test/?${origin}/`],
    ['a longer port', (origin: string) => `${origin}0/`],
    ['a tab in the host', (origin: string) => `${origin}\t0/`],
    ['a backslash', (origin: string) => `http://evil.test\\@${origin.slice(7)}/`],
  ])('to %s', async (_name, forge) => {
    const sent: unknown[] = []
    await using bench = await startFetchBench({
      fetch: async (_input, init) => {
        sent.push(new Headers(init?.headers).get('authorization'))
        return new Response()
      },
    })
    await bench.api(forge(new URL(bench.testbed.api).origin))
    expect(sent).toEqual([null])
  })
})

describe('a token goes out', () => {
  it('to an allowed origin, whichever way it is written', async () => {
    await using bench = await startFetchBench()
    for (const url of [
      bench.url('/echo'),
      new URL(bench.url('/echo')),
      bench.url('/echo').toUpperCase().replace('/ECHO', '/echo'),
      ` ${bench.url('/echo')}`,
    ]) {
      expect((await bench.api(url)).status).toBe(200)
    }
    expect((await bench.api(new Request(bench.url('/echo')))).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiOk: 5 })
  })

  it("with undici's own fetch and Request", async () => {
    await using bench = await startFetchBench()
    const api = withBearer(undiciFetch as unknown as typeof fetch, bench.auth)
    expect((await api(bench.url('/echo?reject=1'))).status).toBe(200)
    expect((await api(new UndiciRequest(bench.url('/echo')) as unknown as Request)).status).toBe(200)
  })
})

it.each(['Authorization', 'authorization', 'aUTHORIZATION'])('a token replaces a %s header, and is never beside it', async (name) => {
  const sent: string[][] = []
  const auth = createCoordinator({
    source: async () => ({ access_token: `t${sent.length}` }),
    origins: 'any',
    replaceIf: { 'https://api.example.com': (value) => value === 'Bearer placeholder' },
  })
  const api = withBearer(async (_input, init) => {
    sent.push([...new Headers(init?.headers)].map(([header, value]) => `${header}: ${value}`))
    return new Response(null, { status: sent.length === 1 ? 401 : 200 })
  }, auth)
  const headers = { [name]: 'Bearer placeholder', 'X-Own': 'kept' }
  await api('https://api.example.com/orders', { headers })
  expect(sent).toEqual(['t0', 't1'].map((token) => [`authorization: Bearer ${token}`, 'x-own: kept']))
  expect(headers).toEqual({ [name]: 'Bearer placeholder', 'X-Own': 'kept' })
})
