import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startTestbed } from '@everbearer/testbed'
import axios, { AxiosHeaders } from 'axios'
import { describe, expect, it } from 'vitest'
import { type Bench, outcomeOf, startBench, times } from './support.ts'

const authorizations = (bench: Bench): unknown[] => bench.testbed.requests.map(({ headers }) => headers['authorization'])

describe.each(['http', 'fetch'])('no token goes out by the %s adapter', (adapter) => {
  it('with `bearer: false`, on the request or as a default', async () => {
    await using bench = await startBench({ axios: { adapter } })
    expect((await bench.api.get('/open', { bearer: false })).data).toMatchObject({ authorization: null })
    expect(await outcomeOf(bench.api.get('/echo', { bearer: false }))).toMatchObject({ status: 401 })
    bench.api.defaults.bearer = false
    expect(await outcomeOf(bench.api.get('/echo'))).toMatchObject({ status: 401 })
    expect((await bench.api.get('/echo', { bearer: true })).status).toBe(200)
    expect(authorizations(bench)).toEqual([undefined, undefined, undefined, 'Bearer'])
  })

  it.each(['Authorization', 'authorization', 'aUTHORIZATION'])("where the caller's own %s header is", async (name) => {
    await using bench = await startBench({ axios: { adapter } })
    const headers = { [name]: 'Basic eDp5' }
    expect(await outcomeOf(bench.api.get('/echo', { headers }))).toMatchObject({ status: 401 })
    expect(await outcomeOf(bench.api.get('/echo', { headers: new AxiosHeaders(headers) }))).toMatchObject({ status: 401 })
    Object.assign(bench.api.defaults.headers.common, headers)
    expect(await outcomeOf(bench.api.get('/echo'))).toMatchObject({ status: 401 })
    expect(authorizations(bench)).toEqual(times(3, 'Basic'))
    expect(bench.counts().tokenRequests).toBe(0)
  })

  it("where the caller's own `auth` is", async () => {
    await using bench = await startBench({ axios: { adapter } })
    expect(await outcomeOf(bench.api.get('/echo', { auth: { username: 'x', password: 'y' } }))).toMatchObject({ status: 401 })
    expect(authorizations(bench)).toEqual(['Basic'])
    expect(bench.counts().tokenRequests).toBe(0)
  })

  it("where an interceptor set the caller's own header", async () => {
    await using bench = await startBench({ axios: { adapter } })
    bench.api.interceptors.request.use((config) => {
      config.headers.setAuthorization('Basic eDp5')
      return config
    })
    await outcomeOf(bench.api.get('/echo'))
    expect(authorizations(bench)).toEqual(['Basic'])
  })

  it('to a URL that brings credentials of its own', async () => {
    await using bench = await startBench({ axios: { adapter } })
    const withUser = bench.testbed.api.replace('://', '://user:pass@')
    await outcomeOf(bench.api.get(`${withUser}/echo`))
    await outcomeOf(bench.api.get('/echo', { baseURL: withUser }))
    expect(authorizations(bench)).toEqual(['Basic', 'Basic'])
    expect(bench.counts().tokenRequests).toBe(0)
  })

  it('to an origin that is not allowed, by absolute URL or by base URL', async () => {
    await using bench = await startBench({ axios: { adapter } })
    await using other = await startTestbed()
    expect((await bench.api.get(`${other.api}/open`)).data).toMatchObject({ authorization: null })
    expect(await outcomeOf(bench.api.get(`${other.api}/echo`))).toMatchObject({ status: 401 })
    expect(await outcomeOf(bench.api.get('/echo', { baseURL: other.api }))).toMatchObject({ status: 401 })
    expect(await outcomeOf(bench.api.get(`${other.api}/echo`, { baseURL: '' }))).toMatchObject({ status: 401 })
    expect(other.requests.map(({ headers }) => headers['authorization'])).toEqual(times(4, undefined))
    expect(bench.counts().tokenRequests).toBe(0)
  })

  it('to a base URL that is not allowed where it takes in absolute URLs', async () => {
    await using bench = await startBench({ axios: { adapter, allowAbsoluteUrls: false } })
    await using other = await startTestbed()
    await outcomeOf(bench.api.get(bench.url('/echo'), { baseURL: other.api }))
    expect(other.requests.map(({ headers }) => headers['authorization'])).toEqual([undefined])
    expect((await bench.api.get(`${other.api}/echo`)).status).toBe(200)
    expect(authorizations(bench)).toEqual(['Bearer'])
    expect(bench.testbed.requests[0]?.url).toBe(`/${other.api}/echo`)
  })

  it.each(['evil.test', '@evil.test/', '.evil.test/', '//evil.test/', '\\\\evil.test/', '/\t/evil.test/', 'http:evil.test/'])(
    'to where the base URL and %j lead, unless that is the API',
    async (url) => {
      const sent: { url: string; authorized: boolean }[] = []
      await using bench = await startBench({
        axios: {
          adapter(config) {
            sent.push({ url: axios.getUri(config), authorized: config.headers.has('authorization') })
            return Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config })
          },
        },
      })
      await outcomeOf(bench.api.get(url))
      const { origin } = new URL(bench.testbed.api)
      expect(sent.filter((request) => request.authorized && URL.parse(request.url)?.origin !== origin)).toEqual([])
    },
  )

  it('of a redirect to another origin, and a 401 from there costs no refresh', async () => {
    await using bench = await startBench({ axios: { adapter } })
    await using other = await startTestbed()
    for (const status of [301, 302, 303, 307, 308]) {
      const error = await outcomeOf(bench.api.post('/redirect', 'x', { params: { status, to: `${other.api}/echo` } }))
      expect(error).toMatchObject({ status: 401 })
    }
    expect(other.requests.map(({ headers }) => headers['authorization'])).toEqual(times(5, undefined))
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 5 })
  })

  it('of a redirect to another origin where any may have the token', async () => {
    await using bench = await startBench({ axios: { adapter }, coordinator: { origins: 'any' } })
    await using other = await startTestbed()
    expect(await outcomeOf(bench.api.get('/redirect', { params: { to: `${other.api}/echo` } }))).toMatchObject({ status: 401 })
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1 })
  })

  it('of a redirect to another origin in a header of another name', async () => {
    const received: string[][] = []
    const other = createServer((request, response) => {
      received.push(Object.keys(request.headers))
      response.end()
    })
    const target = await originOf(other)
    const first = createServer((_request, response) => response.writeHead(302, { location: target }).end())
    const origin = await originOf(first)
    await using bench = await startBench({ axios: { adapter }, coordinator: { header: 'X-Access-Token', scheme: '', origins: [origin] } })
    await outcomeOf(bench.api.get(`${origin}/`))
    other.close()
    first.close()
    // No platform strips another header than Authorization: the request ends there.
    expect(received).toHaveLength(0)
  })
})

describe.each(['http', 'fetch'])('the token goes out by the %s adapter', (adapter) => {
  it('to allowed origins, by relative and by absolute URLs', async () => {
    await using bench = await startBench({ axios: { adapter } })
    for (const url of ['/echo', 'echo', bench.url('/echo'), bench.url('/echo').replace('http', 'HTTP')]) {
      expect((await bench.api.get(url)).status).toBe(200)
    }
    expect((await bench.api.get('', { baseURL: bench.url('/') })).status).toBe(200)
    expect(authorizations(bench)).toEqual(times(5, 'Bearer'))
  })

  it('of redirects within the origin, and the replay begins where the request began', async () => {
    await using bench = await startBench({ axios: { adapter, params: {} } })
    expect((await bench.api.get('/redirect?to=%2Fecho%3Freject%3D1')).status).toBe(200)
    expect(bench.testbed.requests.at(-1)).toMatchObject({ status: 200, headers: { authorization: 'Bearer' } })
  })
})

describe('the token goes out', () => {
  it('to a URL object, which the http adapter takes as well', async () => {
    await using bench = await startBench({ axios: { adapter: 'http', baseURL: '' } })
    const url = new URL(bench.url('/open')) as unknown as string
    expect(await outcomeOf(axios.get(url, { adapter: 'http' }))).toMatchObject({ status: 200 })
    expect(await outcomeOf(bench.api.get(url))).toMatchObject({ status: 200 })
  })
})

async function originOf(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
