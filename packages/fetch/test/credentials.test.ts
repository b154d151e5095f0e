import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { startTestbed } from '@everbearer/testbed'
import { Request as UndiciRequest, fetch as undiciFetch } from 'undici'
import { describe, expect, it } from 'vitest'
import { withBearer } from '../src/index.ts'
import { outcomeOf, startBench, times } from './support.ts'

describe('no token goes out', () => {
  it('with `bearer: false`', async () => {
    await using bench = await startBench()
    expect(await (await bench.api(bench.url('/open'), { bearer: false })).json()).toMatchObject({ authorization: null })
    expect((await bench.api(bench.url('/echo'), { bearer: false })).status).toBe(401)
    expect(bench.counts()).toMatchObject({ tokenRequests: 0, apiRequests: 2 })
  })

  it.each([
    ['an object', { Authorization: 'Basic eDp5' }],
    ['an object in lower case', { authorization: 'Basic eDp5' }],
    ['an object in odd case', { aUTHORIZATION: 'Basic eDp5' }],
    ['pairs', [['AUTHORIZATION', 'Basic eDp5']] as [string, string][]],
    ['Headers', new Headers({ authorization: 'Basic eDp5' })],
  ])("where the caller's own credentials are, given as %s", async (_shape, headers) => {
    await using bench = await startBench()
    await bench.api(bench.url('/open'), { headers })
    expect((await bench.api(bench.url('/echo'), { headers })).status).toBe(401)
    expect((await bench.api(new Request(bench.url('/echo'), { headers }))).status).toBe(401)
    expect(bench.testbed.requests.map((request) => request.headers['authorization'])).toEqual(times(3, 'Basic'))
    expect(bench.counts()).toMatchObject({ tokenRequests: 0, apiRequests: 3 })
  })

  it('to a URL that brings credentials of its own', async () => {
    await using bench = await startBench()
    const error = await outcomeOf(bench.api(bench.url('/echo').replace('://', '://user:pass@')))
    expect(error).toBeInstanceOf(TypeError)
    expect(bench.counts()).toMatchObject({ tokenRequests: 0, apiRequests: 0 })
  })

  it('to an origin that is not allowed', async () => {
    await using bench = await startBench()
    await using other = await startTestbed()
    expect(await (await bench.api(`${other.api}/open`)).json()).toMatchObject({ authorization: null })
    expect((await bench.api(new URL(`${other.api}/echo`))).status).toBe(401)
    expect((await bench.api(new Request(`${other.api}/echo`))).status).toBe(401)
    expect(other.requests.map(({ headers }) => headers['authorization'])).toEqual(times(3, undefined))
    expect(bench.counts().tokenRequests).toBe(0)
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
    await using bench = await startBench({
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
    await using bench = await startBench()
    for (const url of [bench.url('/echo'), new URL(bench.url('/echo')), bench.url('/echo').toUpperCase().replace('/ECHO', '/echo'), ` ${bench.url('/echo')}`]) {
      expect((await bench.api(url)).status).toBe(200)
    }
    expect((await bench.api(new Request(bench.url('/echo')))).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiOk: 5 })
  })

  it("with undici's own fetch and Request", async () => {
    await using bench = await startBench()
    const api = withBearer(undiciFetch as unknown as typeof fetch, bench.auth)
    expect((await api(bench.url('/echo?reject=1'))).status).toBe(200)
    expect((await api(new UndiciRequest(bench.url('/echo')) as unknown as Request)).status).toBe(200)
  })
})

describe('a redirect', () => {
  it('within the origin is followed with the token', async () => {
    await using bench = await startBench()
    const response = await bench.api(bench.url(`/redirect?to=${encodeURIComponent(bench.url('/echo'))}`))
    expect(response).toMatchObject({ status: 200, redirected: true, url: bench.url('/echo') })
  })

  it('whose target refuses the token, within the origin, is replayed from the start', async () => {
    await using bench = await startBench()
    const response = await bench.api(bench.url(`/redirect?to=${encodeURIComponent('/echo?reject=1')}`))
    expect(response.status).toBe(200)
    expect(bench.testbed.requests.map(({ status }) => status)).toEqual([302, 401, 302, 200])
  })

  it.each([301, 302, 303, 307, 308])('(%i) to another origin carries no token there, and its 401 costs no refresh', async (status) => {
    await using bench = await startBench()
    await using other = await startTestbed()
    const response = await bench.api(bench.url(`/redirect?status=${status}&to=${encodeURIComponent(`${other.api}/echo`)}`), { method: 'POST', body: 'x' })
    expect(response).toMatchObject({ status: 401, url: `${other.api}/echo` })
    expect(other.requests.map(({ headers }) => headers['authorization'])).toEqual([undefined])
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1 })
  })

  it('to another allowed origin is no reason to refresh either', async () => {
    await using other = await startTestbed()
    await using bench = await startBench({ coordinator: { origins: 'any' } })
    const response = await bench.api(bench.url(`/redirect?to=${encodeURIComponent(`${other.api}/echo`)}`))
    expect(response.status).toBe(401)
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1 })
  })

  it('to another origin does not carry a token that travels in a header of another name', async () => {
    const received: string[][] = []
    const other = createServer((request, response) => {
      received.push(Object.keys(request.headers))
      response.end()
    }).listen(0, '127.0.0.1')
    await once(other, 'listening')
    const target = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
    const first = createServer((_request, response) => response.writeHead(302, { location: target }).end()).listen(0, '127.0.0.1')
    await once(first, 'listening')
    const origin = `http://127.0.0.1:${(first.address() as AddressInfo).port}`
    await using bench = await startBench({ coordinator: { header: 'X-Access-Token', scheme: '', origins: [origin] } })
    const response = await outcomeOf(bench.api(`${origin}/`))
    other.close()
    first.close()
    expect(response).toBeDefined()
    expect(received.flat()).not.toContain('x-access-token')
  })
})
