import { createGate, outcomeOf, sha256 } from '@everbearer/testing/bench'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type FetchBench, startFetchBench } from './support.ts'

/** A bench with a token endpoint that does not answer before it is told to. */
async function startHeldBench(): Promise<FetchBench & { readonly open: () => void }> {
  const gate = createGate()
  const bench = await startFetchBench({ source: ({ obtain }) => ({ obtain: async (context) => (await gate.opened, obtain!(context)) }) })
  return { ...bench, open: gate.open }
}

describe('what the caller changes while a request waits for a token', () => {
  it('in a URL changes nothing', async () => {
    await using bench = await startHeldBench()
    const url = new URL(bench.url('/echo'))
    const sent = [1, 2, 3].map((id) => {
      url.searchParams.set('id', `${id}`)
      return bench.api(url)
    })
    url.host = 'evil.example'
    bench.open()
    await Promise.all(sent)
    expect(bench.testbed.requests.map((request) => request.url).toSorted()).toEqual(['/echo?id=1', '/echo?id=2', '/echo?id=3'])
  })

  it('in what relative URLs are resolved against changes nothing', async () => {
    await using bench = await startHeldBench()
    const document = { baseURI: bench.url('/echo/') }
    Object.defineProperty(globalThis, 'document', { value: document, configurable: true })
    onTestFinished(() => void Reflect.deleteProperty(globalThis, 'document'))
    const sent = bench.api('1')
    document.baseURI = 'http://evil.example/'
    bench.open()
    await sent
    expect(bench.testbed.requests.map((request) => request.url)).toEqual(['/echo/1'])
  })

  it('in the options changes nothing', async () => {
    await using bench = await startHeldBench()
    const headers = { 'x-own': 'kept' }
    const init: RequestInit = { method: 'PUT', headers, body: 'kept' }
    const sent = bench.api(bench.url('/echo'), init)
    headers['x-own'] = 'changed'
    Object.assign(init, { method: 'DELETE', body: 'changed', headers: {} })
    bench.open()
    await sent
    expect(bench.testbed.requests).toMatchObject([{ method: 'PUT', bodySha256: sha256('kept'), headers: { 'x-own': 'kept' } }])
  })

  it.each<[string, () => { body: NonNullable<RequestInit['body']>; change: () => void }]>([
    [
      'URLSearchParams',
      () => {
        const body = new URLSearchParams({ id: '1' })
        return { body, change: () => body.set('id', '2') }
      },
    ],
    [
      'FormData',
      () => {
        const body = new FormData()
        body.set('id', '1')
        return { body, change: () => body.set('longer', '2') }
      },
    ],
    [
      'a part of a buffer',
      () => {
        const bytes = new Uint8Array([9, 1, 1, 9])
        return { body: bytes.subarray(1, 3), change: () => bytes.fill(2) }
      },
    ],
    [
      'a buffer',
      () => {
        const { buffer } = new Uint8Array([1, 1])
        return { body: buffer, change: () => new Uint8Array(buffer).fill(2) }
      },
    ],
  ])('in a body of %s changes nothing', async (_kind, make) => {
    await using bench = await startHeldBench()
    const { body, change } = make()
    const sent = bench.api(bench.url('/echo'), { method: 'POST', body })
    const native = new Request(bench.url('/echo'), { method: 'POST', body })
    change()
    bench.open()
    await sent
    const [request] = bench.testbed.requests
    const bytes = new Uint8Array(await native.arrayBuffer())
    expect(request?.bodyLength).toBe(bytes.length)
    // Each FormData gets a boundary of its own.
    expect(body instanceof FormData || request?.bodySha256).toBe(body instanceof FormData || sha256(bytes))
  })
})

it('what the caller changes after a first attempt does not change the replay', async () => {
  await using bench = await startFetchBench()
  const url = new URL(bench.url('/echo?reject=1'))
  const init: RequestInit = { method: 'PUT', body: 'kept' }
  await bench.auth.getToken()
  const sent = bench.api(url, init)
  url.host = 'evil.example'
  Object.assign(init, { method: 'DELETE', body: 'changed' })
  expect((await sent).status).toBe(200)
  expect(bench.testbed.requests).toMatchObject([401, 200].map((status) => ({ status, method: 'PUT', bodySha256: sha256('kept') })))
})

describe('a Request that tells another URL than it is sent to gets no token', () => {
  class Lying extends Request {
    override get url(): string {
      return lie
    }
  }
  let lie = ''

  it.each<[string, (url: string) => Request | URL]>([
    ['by a field of its own', (url) => Object.defineProperty(new Request(url), 'url', { value: lie })],
    ['by a getter of its class', (url) => new Lying(url)],
    ['as it is no Request but a URL', (url) => Object.assign(new URL(url), { url: lie })],
  ])('%s', async (_how, make) => {
    await using listed = await startFetchBench()
    await using other = await startFetchBench()
    lie = listed.url('/echo')
    expect(await outcomeOf(listed.api(make(other.url('/open'))))).toMatchObject({ status: 200 })
    expect(other.testbed.requests.map(({ headers }) => headers['authorization'])).toEqual([undefined])
    expect(listed.counts().tokenRequests).toBe(0)
  })
})
