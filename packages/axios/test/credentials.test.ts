import { outcomeOf, times } from '@everbearer/testing/bench'
import { startTestbed } from '@everbearer/testbed'
import axios, { AxiosHeaders } from 'axios'
import { describe, expect, it, vi } from 'vitest'
import { createCoordinator, type TokenSourceFunction, withBearer } from '../src/index.ts'
import { type AxiosBench, startAxiosBench } from './support.ts'

const authorizations = (bench: AxiosBench): unknown[] => bench.testbed.requests.map(({ headers }) => headers['authorization'])

describe.each(['http', 'fetch'])('no token goes out by the %s adapter', (adapter) => {
  it('with `bearer: false`, on the request or as a default', async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    expect((await bench.api.get('/open', { bearer: false })).data).toMatchObject({ authorization: null })
    expect(await outcomeOf(bench.api.get('/echo', { bearer: false }))).toMatchObject({ status: 401 })
    bench.api.defaults.bearer = false
    expect(await outcomeOf(bench.api.get('/echo'))).toMatchObject({ status: 401 })
    expect((await bench.api.get('/echo', { bearer: true })).status).toBe(200)
    expect(authorizations(bench)).toEqual([undefined, undefined, undefined, 'Bearer'])
  })

  it.each(['Authorization', 'authorization', 'aUTHORIZATION'])("where the caller's own %s header is", async (name) => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    const headers = { [name]: 'Basic eDp5' }
    expect(await outcomeOf(bench.api.get('/echo', { headers }))).toMatchObject({ status: 401 })
    expect(await outcomeOf(bench.api.get('/echo', { headers: new AxiosHeaders(headers) }))).toMatchObject({ status: 401 })
    Object.assign(bench.api.defaults.headers.common, headers)
    expect(await outcomeOf(bench.api.get('/echo'))).toMatchObject({ status: 401 })
    expect(authorizations(bench)).toEqual(times(3, 'Basic'))
    expect(bench.counts().tokenRequests).toBe(0)
  })

  it("where the caller's own `auth` is", async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    expect(await outcomeOf(bench.api.get('/echo', { auth: { username: 'x', password: 'y' } }))).toMatchObject({ status: 401 })
    expect(authorizations(bench)).toEqual(['Basic'])
    expect(bench.counts().tokenRequests).toBe(0)
  })

  it("where the caller's own `auth` is beside a header that may be replaced", async () => {
    await using bench = await startAxiosBench()
    const { origin } = new URL(bench.testbed.api)
    const replaceIf = { [origin]: () => true }
    const source = vi.fn<TokenSourceFunction>(async () => ({ access_token: 'unknown' }))
    const auth = createCoordinator({ source, origins: [origin], replaceIf })
    const api = withBearer(axios.create({ adapter, baseURL: bench.testbed.api, headers: { Authorization: 'Digest placeholder' } }), auth)
    await api.get('/open', { auth: { username: 'x', password: 'y' } })
    expect(source).not.toHaveBeenCalled()
    await api.get('/open')
    expect(authorizations(bench)).toEqual(['Basic', 'Bearer'])
  })

  it('to a URL that brings credentials of its own', async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    const withUser = bench.testbed.api.replace('://', '://user:pass@')
    await outcomeOf(bench.api.get(`${withUser}/echo`))
    await outcomeOf(bench.api.get('/echo', { baseURL: withUser }))
    expect(authorizations(bench)).toEqual(['Basic', 'Basic'])
    expect(bench.counts().tokenRequests).toBe(0)
  })

  it('to a base URL that is not allowed where it takes in absolute URLs', async () => {
    await using bench = await startAxiosBench({ axios: { adapter, allowAbsoluteUrls: false } })
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
      await using bench = await startAxiosBench({
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
})

describe.each(['http', 'fetch'])('the token goes out by the %s adapter', (adapter) => {
  it('to allowed origins, by relative and by absolute URLs', async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    for (const url of ['/echo', 'echo', bench.url('/echo'), bench.url('/echo').replace('http', 'HTTP')]) {
      expect((await bench.api.get(url)).status).toBe(200)
    }
    expect((await bench.api.get('', { baseURL: bench.url('/') })).status).toBe(200)
    expect(authorizations(bench)).toEqual(times(5, 'Bearer'))
  })
})

describe('the token goes out', () => {
  it('to a URL object, which the http adapter takes as well', async () => {
    await using bench = await startAxiosBench({ axios: { adapter: 'http', baseURL: '' } })
    const url = new URL(bench.url('/open')) as unknown as string
    expect(await outcomeOf(axios.get(url, { adapter: 'http' }))).toMatchObject({ status: 200 })
    expect(await outcomeOf(bench.api.get(url))).toMatchObject({ status: 200 })
  })
})

it.each(['Authorization', 'authorization', 'aUTHORIZATION'])('a token replaces a %s header, and is never beside it', async (name) => {
  const sent: object[] = []
  const api = axios.create({
    headers: { [name]: 'Bearer placeholder', 'X-Own': 'kept' },
    async adapter(config) {
      sent.push(config.headers.toJSON())
      return { data: '', status: 200, statusText: 'OK', headers: {}, config }
    },
  })
  const auth = createCoordinator({
    source: async () => ({ access_token: 't0ken' }),
    origins: 'any',
    replaceIf: { 'https://api.example.com': (value) => value === 'Bearer placeholder' },
  })
  const { config } = await withBearer(api, auth).get('https://api.example.com/orders')
  expect(sent).toEqual([{ Accept: expect.any(String), 'X-Own': 'kept', Authorization: 'Bearer t0ken' }])
  expect(config.headers.get(name)).toBe('Bearer placeholder')
})
