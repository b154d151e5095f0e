import { Readable } from 'node:stream'
import { sha256, times } from '@everbearer/testing/bench'
import { describe, expect, it } from 'vitest'
import { type FetchBench, startFetchBench } from './support.ts'

const megabyte = new Uint8Array(1_048_576).map((_, index) => index % 251)
const bytes = new Uint8Array([0, 255, 1, 254, 13, 10])
const json = JSON.stringify({ name: 'ä€', list: [1, 2] })
const form = new URLSearchParams({ 'a b': 'ü&=', c: '' })

const plain = 'text/plain;charset=UTF-8'

const bodies: [kind: string, body: NonNullable<RequestInit['body']>, expected: string | Uint8Array, type: string | undefined][] = [
  ['a string', 'ä€😀\r\n', 'ä€😀\r\n', plain],
  ['JSON', json, json, plain],
  ['URLSearchParams', form, form.toString(), 'application/x-www-form-urlencoded;charset=UTF-8'],
  ['a Uint8Array', bytes, bytes, undefined],
  ['a part of an ArrayBuffer', new Uint8Array(megabyte.buffer, 100, 50), megabyte.slice(100, 150), undefined],
  ['an ArrayBuffer', bytes.buffer, bytes, undefined],
  ['a DataView', new DataView(bytes.buffer, 1, 3), bytes.slice(1, 4), undefined],
  ['a Blob of 1 MB', new Blob([megabyte], { type: 'image/x' }), megabyte, 'image/x'],
  ['a File', new File([bytes], 'f.bin'), bytes, undefined],
  ['an empty string', '', '', plain],
]

describe('a replay carries the same bytes', () => {
  it.each(bodies)('of %s in a Request', async (_kind, body, expected, type) => {
    await using bench = await startFetchBench()
    const request = new Request(bench.url('/echo?reject=1'), { method: 'POST', body })
    expect((await bench.api(request)).status).toBe(200)
    expect(bench.testbed.requests).toMatchObject(times(2, { method: 'POST', bodySha256: sha256(expected) }))
    expect(bench.testbed.requests.map(({ headers }) => headers['content-type'])).toEqual([type, type])
    expect(request.bodyUsed).toBe(true)
  })

  it('of FormData in a Request', async () => {
    await using bench = await startFetchBench()
    const body = new FormData()
    body.set('file', new Blob([megabyte]), 'big.bin')
    expect((await bench.api(new Request(bench.url('/echo?reject=1'), { method: 'POST', body }))).status).toBe(200)
    const [refused, replayed] = bench.testbed.requests
    expect(replayed?.bodyLength).toBeGreaterThan(megabyte.length)
    expect(replayed).toMatchObject({ bodySha256: refused?.bodySha256, headers: { 'content-type': refused?.headers['content-type'] } })
  })

  it('of a stream in a Request, which is copied as it goes', async () => {
    await using bench = await startFetchBench()
    const init = { method: 'POST', body: new Blob([megabyte]).stream(), duplex: 'half' as const }
    expect((await bench.api(new Request(bench.url('/echo?reject=1'), init))).status).toBe(200)
    expect(bench.testbed.requests).toMatchObject(times(2, { bodySha256: sha256(megabyte) }))
  })

  it("of init's body where the Request has another", async () => {
    await using bench = await startFetchBench()
    const request = new Request(bench.url('/echo?reject=1'), { method: 'POST', body: 'not this' })
    expect((await bench.api(request, { body: 'but this' })).status).toBe(200)
    expect(bench.testbed.requests).toMatchObject(times(2, { bodySha256: sha256('but this') }))
  })

  it('with a method and headers of init that replace those of the Request', async () => {
    await using bench = await startFetchBench()
    const request = new Request(bench.url('/echo?reject=1'), { method: 'POST', body: 'x', headers: { 'x-one': '1' } })
    expect((await bench.api(request, { method: 'PATCH', headers: { 'x-two': '2' } })).status).toBe(200)
    for (const { method, headers } of bench.testbed.requests) {
      expect(method).toBe('PATCH')
      expect(headers).toMatchObject({ 'x-two': '2', authorization: 'Bearer' })
      expect(headers).not.toHaveProperty('x-one')
    }
  })
})

/** Each makes a body that can be sent once. */
const oneShots: [kind: string, make: () => unknown][] = [
  ['a ReadableStream', () => new Blob([megabyte]).stream()],
  ['a Node stream', () => Readable.from([Buffer.from('one'), Buffer.from('two')])],
  [
    'an async generator',
    async function* () {
      yield Buffer.from('one')
    },
  ],
]

describe('a body that can be sent once', () => {
  const init = (make: () => unknown): RequestInit => ({ method: 'POST', body: make(), duplex: 'half' }) as RequestInit

  it.each(oneShots)('(%s) arrives', async (_kind, make) => {
    await using bench = await startFetchBench()
    expect((await bench.api(bench.url('/echo'), init(make))).status).toBe(200)
    expect(bench.testbed.requests[0]?.bodyLength).toBeGreaterThan(0)
  })

  it.each(oneShots)('(%s) is not replayed: the 401 surfaces whole, and the next request has the new token', async (_kind, make) => {
    await using bench = await startFetchBench()
    await bench.api(bench.url('/warm'))
    bench.testbed.revokeAccessTokens()
    const response = await bench.api(bench.url('/echo?rejectBytes=100000'), init(make))
    expect(response.status).toBe(401)
    expect(await response.text()).toHaveLength(100_000)
    expect((await bench.api(bench.url('/echo'))).status).toBe(200)
    expect(bench.testbed.requests.map(({ status }) => status)).toEqual([200, 401, 200])
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiUnauthorized: 1 })
    expect(emptyPosts(bench)).toEqual([])
  })
})

function emptyPosts(bench: FetchBench): unknown[] {
  return bench.testbed.requests.filter(({ method, bodyLength }) => method === 'POST' && bodyLength === 0)
}
