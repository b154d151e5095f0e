import { setImmediate } from 'node:timers/promises'
import { outcomeOf, times } from '@everbearer/testing/bench'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { withBearer } from '../src/index.ts'
import { startFetchBench } from './support.ts'

const platformFetch = globalThis.fetch
afterEach(() => {
  vi.restoreAllMocks()
  globalThis.fetch = platformFetch
})

describe("the platform's fetch", () => {
  it('is left alone where another fetch was wrapped', async () => {
    const own = vi.fn<typeof fetch>(platformFetch)
    await using bench = await startFetchBench({ fetch: own })
    globalThis.fetch = vi.fn<typeof fetch>(platformFetch)
    await bench.api(bench.url('/echo'))
    expect(own).toHaveBeenCalledTimes(1)
  })

  it('may be replaced by the wrapped one: neither recursion nor a token request that waits for itself', async () => {
    await using bench = await startFetchBench({ coordinator: { origins: 'any' } })
    globalThis.fetch = bench.api
    expect((await fetch(bench.url('/echo?reject=1'))).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it('may be replaced by the wrapped one and then be patched', async () => {
    await using bench = await startFetchBench()
    globalThis.fetch = bench.api
    const patched = vi.fn<typeof fetch>((input, init) => bench.api(input, init))
    globalThis.fetch = patched
    expect(await outcomeOf(fetch(bench.url('/echo')))).toMatchObject({ status: 200 })
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1 })
  })

  describe.each<[string, (inner: typeof fetch) => typeof fetch]>([
    [
      'passes its arguments on',
      (inner) =>
        async (...given) => (await setImmediate(), inner(...given)),
    ],
    ['copies the options', (inner) => async (input, init) => (await setImmediate(), inner(input, { ...init }))],
  ])('may be patched around the wrapped one by an asynchronous function that %s', (_how, patch) => {
    it.each(['/echo', '/open'])('and no call to %s goes round in circles', async (path) => {
      await using bench = await startFetchBench({ coordinator: { origins: (url) => url.pathname === '/echo' } })
      let rounds = 0
      const { api } = bench
      globalThis.fetch = patch((...given) => (++rounds > 20 ? Promise.reject(new Error('in circles')) : api(...given)))
      for (let call = 0; call < 3; call++) expect(await outcomeOf(fetch(bench.url(path)))).toMatchObject({ status: 200 })
      const { apiRequests, tokenRequests } = bench.counts()
      expect(apiRequests).toBe(3)
      // The first call alone comes round, which tells that the patch holds the wrapped fetch.
      expect(rounds).toBe(apiRequests + tokenRequests + 1)
    })
  })

  it('may be wrapped for two sessions, one over the other', async () => {
    await using one = await startFetchBench()
    await using two = await startFetchBench()
    globalThis.fetch = withBearer(globalThis.fetch, one.auth)
    globalThis.fetch = withBearer(globalThis.fetch, two.auth)
    expect(await outcomeOf(fetch(two.url('/echo?reject=1')))).toMatchObject({ status: 200 })
    expect(await outcomeOf(fetch(one.url('/echo?reject=1')))).toMatchObject({ status: 200 })
    expect([one.counts().tokenRequests, two.counts().tokenRequests]).toEqual([2, 2])
  })
})

describe('several wrapped clients', () => {
  it('read relative URLs as the wrapped fetch does', async () => {
    await using bench = await startFetchBench()
    expect(await outcomeOf(bench.api('/relative'))).toMatchObject({ name: 'TypeError' })
    expect(bench.counts().tokenRequests).toBe(0)
  })
})

describe("the caller's headers", () => {
  it.each([
    ['an object', () => ({ 'X-Own': 'kept' })],
    ['pairs', (): [string, string][] => [['X-Own', 'kept']]],
    ['Headers', () => new Headers({ 'X-Own': 'kept' })],
    ['an iterator', () => new Headers({ 'X-Own': 'kept' }).entries() as unknown as [string, string][]],
    ['a Map', () => new Map([['X-Own', 'kept']]) as unknown as [string, string][]],
  ])('arrive with the token, on the replay too, where they are given as %s', async (_shape, make) => {
    await using bench = await startFetchBench()
    expect((await bench.api(bench.url('/echo?reject=1'), { headers: make() })).status).toBe(200)
    expect(bench.testbed.requests.map(({ headers }) => headers)).toMatchObject(times(2, { 'x-own': 'kept', authorization: 'Bearer' }))
  })

  it('on a Request arrive with the token', async () => {
    await using bench = await startFetchBench()
    await bench.api(new Request(bench.url('/echo?reject=1'), { headers: { 'x-own': 'kept' } }))
    expect(bench.testbed.requests.map(({ headers }) => headers)).toMatchObject(times(2, { 'x-own': 'kept', authorization: 'Bearer' }))
  })

  it('in init replace those of a Request, its credentials too', async () => {
    await using bench = await startFetchBench()
    const request = new Request(bench.url('/echo'), { headers: { authorization: 'Basic eDp5', 'x-gone': '1' } })
    expect((await bench.api(request, { headers: { 'x-own': 'kept' } })).status).toBe(200)
    expect(bench.testbed.requests[0]?.headers).toMatchObject({ 'x-own': 'kept', authorization: 'Bearer' })
    expect(bench.testbed.requests[0]?.headers).not.toHaveProperty('x-gone')
  })

  it('and init are left as they were', async () => {
    await using bench = await startFetchBench()
    for (const headers of [{ 'x-own': '1' }, new Headers({ 'x-own': '1' }), [['x-own', '1']] as [string, string][]]) {
      const init = Object.freeze({
        method: 'POST',
        body: 'x',
        headers: headers instanceof Headers ? headers : (Object.freeze(headers) as Record<string, string>),
      })
      const request = new Request(bench.url('/echo'))
      await bench.api(bench.url('/echo'), init)
      await bench.api(request, { headers })
      expect([...new Headers(headers).keys()]).toEqual(['x-own'])
      expect(Object.keys(init)).toEqual(['method', 'body', 'headers'])
      expect([...request.headers.keys()]).toEqual([])
    }
    expect(bench.counts().apiOk).toBe(6)
  })
})

describe('an answer after a replay', () => {
  it("is fetch's own, with the URL of the request as fetch tells it", async () => {
    await using bench = await startFetchBench()
    const response = await bench.api(bench.url('/echo?reject=1&q=%C3%A4#fragment'))
    const native = await platformFetch(bench.url('/echo?reject=1&q=%C3%A4#fragment'))
    expect(response).toBeInstanceOf(Response)
    expect(response).toMatchObject({ status: 200, ok: true, url: native.url, redirected: false })
    expect((await response.blob()).size).toBeGreaterThan(0)
    expect(bench.testbed.requests.map(({ url }) => url)).toEqual(times(3, '/echo?reject=1&q=%C3%A4'))
  })
})

describe('a Request', () => {
  it('is used up as natively: with a body once, without one any number of times', async () => {
    await using bench = await startFetchBench()
    const get = new Request(bench.url('/echo?reject=1'))
    for (let call = 0; call < 2; call++) expect((await bench.api(get)).status).toBe(200)
    expect(get.bodyUsed).toBe(false)
    const post = new Request(bench.url('/echo'), { method: 'POST', body: 'x' })
    expect((await bench.api(post)).status).toBe(200)
    expect(post.bodyUsed).toBe(true)
    const [error, native] = await Promise.all([outcomeOf(bench.api(post)), outcomeOf(platformFetch(post))])
    expect(error).toMatchObject({ name: 'TypeError', message: (native as Error).message })
  })

  it('can be cloned before and be sent again', async () => {
    await using bench = await startFetchBench()
    const post = new Request(bench.url('/echo?reject=1'), { method: 'POST', body: 'x'.repeat(100_000) })
    const spare = post.clone()
    await bench.api(post)
    await bench.api(spare)
    expect(bench.testbed.requests.map(({ bodyLength }) => bodyLength)).toEqual([100_000, 100_000, 100_000])
  })

  it('whose copy was not needed leaves no body behind in memory', async () => {
    const cancelled = vi.spyOn(ReadableStream.prototype, 'cancel')
    await using bench = await startFetchBench({ fetch: () => Promise.reject(new TypeError('fetch failed')) })
    await outcomeOf(bench.api(new Request(bench.url('/echo'), { method: 'POST', body: 'x' })))
    expect(cancelled).toHaveBeenCalled()
  })
})

describe('a Request whose body breaks off', () => {
  it('does not end the process with an unhandled rejection', async () => {
    const unhandled = vi.fn<(reason: unknown) => void>()
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', unhandled)
    await using bench = await startFetchBench({
      async fetch(input) {
        await outcomeOf((input as Request).text())
        return new Response('answered all the same')
      },
    })
    await bench.auth.getToken()
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('disk')) })
    const response = await bench.api(new Request(bench.url('/echo'), { method: 'POST', body, duplex: 'half' } as RequestInit))
    await setImmediate()
    process.removeAllListeners('unhandledRejection')
    for (const listener of others) process.on('unhandledRejection', listener)
    expect(response.status).toBe(200)
    expect(unhandled).not.toHaveBeenCalled()
  })
})

describe('a wrapped fetch', () => {
  it('may read the body of a 401 itself, say to log it', async () => {
    const logged: string[] = []
    await using bench = await startFetchBench({
      async fetch(input, init) {
        const response = await platformFetch(input, init)
        if (!response.ok) logged.push(await response.text())
        return response
      },
    })
    expect(await outcomeOf(bench.api(bench.url('/echo?reject=1')))).toMatchObject({ status: 200 })
    expect(logged).toHaveLength(1)
  })

  it('keeps what the platform hangs on its fetch', async () => {
    await using bench = await startFetchBench()
    const preconnect = vi.fn<() => void>()
    expect(
      withBearer(
        Object.assign((...args: Parameters<typeof fetch>) => fetch(...args), { preconnect }),
        bench.auth,
      ).preconnect,
    ).toBe(preconnect)
  })
})

describe('options that only some platforms know', () => {
  it('reach the wrapped fetch, on the replay too', async () => {
    const seen: unknown[] = []
    await using bench = await startFetchBench({
      fetch(input, init) {
        seen.push({ ...init, headers: undefined, bearer: undefined })
        return fetch(input, init)
      },
    })
    const own = { cache: 'no-store', next: { revalidate: 1 }, cf: { cacheTtl: 5 } } as RequestInit
    const api = withBearer(bench.api, bench.auth)
    await api(bench.url('/echo?reject=1'), own)
    expect(seen).toMatchObject([own, own])
  })
})
