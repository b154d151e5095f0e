import { Readable } from 'node:stream'
import { outcomeOf, sha256, times } from '@everbearer/testing/bench'
import type { AxiosError } from 'axios'
import NodeFormData from 'form-data'
import { describe, expect, it } from 'vitest'
import { bytesOf, startAxiosBench } from './support.ts'

const megabyte = new Uint8Array(1_048_576).map((_, index) => index % 251)
const bytes = new Uint8Array([0, 255, 1, 254, 13, 10])
const form = new URLSearchParams({ 'a b': 'ü&=', c: '' })

const bodies: [kind: string, body: unknown, expected: string | Uint8Array, type: string][] = [
  ['a string', 'ä€😀\r\n', 'ä€😀\r\n', 'application/x-www-form-urlencoded'],
  ['an object', { name: 'ä€', list: [1, 2] }, '{"name":"ä€","list":[1,2]}', 'application/json'],
  ['an array', [1, null], '[1,null]', 'application/json'],
  ['URLSearchParams', form, form.toString(), 'application/x-www-form-urlencoded;charset=utf-8'],
  ['a Uint8Array', bytes, bytes, 'application/x-www-form-urlencoded'],
  ['a Buffer', Buffer.from(bytes), bytes, 'application/x-www-form-urlencoded'],
  ['an ArrayBuffer', bytes.buffer, bytes, 'application/x-www-form-urlencoded'],
  ['a Blob of 1 MB', new Blob([megabyte], { type: 'image/x' }), megabyte, 'image/x'],
  ['an empty string', '', '', 'application/x-www-form-urlencoded'],
]

describe.each(['http', 'fetch'])('by the %s adapter a replay carries the same bytes', (adapter) => {
  it.each(bodies)('of %s', async (_kind, body, expected, type) => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    const headers = type === 'image/x' ? { 'content-type': type } : {}
    expect((await bench.api.post('/echo?reject=1', body, { headers })).status).toBe(200)
    const asSent = { method: 'POST', bodyLength: Buffer.byteLength(expected), bodySha256: sha256(expected) }
    expect(bench.testbed.requests).toMatchObject(times(2, asSent))
    expect(bench.testbed.requests.map((request) => request.headers['content-type'])).toEqual([type, type])
    // A stale Content-Length would show here.
    const [refused, replayed] = bench.testbed.requests
    expect(replayed?.headers['content-length']).toBe(refused?.headers['content-length'])
  })
})

/** Each makes a body that can be sent once. */
const oneShots: [kind: string, adapter: string, make: () => unknown, length: number][] = [
  ['a Node stream', 'http', () => Readable.from([Buffer.from('one'), Buffer.from('two')]), 6],
  ['a large Node stream', 'http', () => Readable.from([megabyte]), megabyte.length],
  ['a form-data stream', 'http', () => nodeForm(), 1000],
  ['a ReadableStream', 'fetch', () => new Blob([megabyte]).stream(), megabyte.length],
]

function nodeForm(): NodeFormData {
  const parts = new NodeFormData()
  parts.append('a', 'x'.repeat(1000))
  parts.append('file', Readable.from(['streamed']), { filename: 'f.txt' })
  return parts
}

describe('a body that can be sent once', () => {
  it.each(oneShots)('(%s, %s) arrives', async (_kind, adapter, make, length) => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    expect((await bench.api.post('/echo', make())).status).toBe(200)
    expect(bench.testbed.requests[0]?.bodyLength).toBeGreaterThanOrEqual(length)
  })

  it.each(oneShots)(
    '(%s, %s) is not replayed: the 401 surfaces whole, and the next request has the new token',
    async (_kind, adapter, make, length) => {
      await using bench = await startAxiosBench({ axios: { adapter } })
      await bench.api.get('/warm')
      bench.testbed.revokeAccessTokens()
      const error = (await outcomeOf(bench.api.post('/echo?rejectBytes=100000', make()))) as AxiosError<string>
      expect(error).toMatchObject({ isAxiosError: true, status: 401 })
      expect(error.response?.data).toHaveLength(100_000)
      expect((await bench.api.get('/echo')).status).toBe(200)
      expect(bench.testbed.requests.map(({ status }) => status)).toEqual([200, 401, 200])
      expect(bench.testbed.requests[1]?.bodyLength).toBeGreaterThanOrEqual(length)
      expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiUnauthorized: 1 })
    },
  )

  it.each(['http', 'fetch'])('(and a streamed answer, %s) leaves the body of the 401 to its reader', async (adapter) => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    await bench.api.get('/warm')
    bench.testbed.revokeAccessTokens()
    const body = adapter === 'http' ? Readable.from(['x']) : new Blob(['x']).stream()
    const error = (await outcomeOf(bench.api.post('/echo?rejectBytes=100000', body, { responseType: 'stream' }))) as AxiosError
    expect(error.status).toBe(401)
    expect(await bytesOf(error.response?.data)).toHaveLength(100_000)
  })

  it("(a form-data stream) of which nothing is left is refused by nobody's hang", async () => {
    await using bench = await startAxiosBench({ axios: { adapter: 'http' } })
    const spent = nodeForm()
    await outcomeOf(bench.api.post('/echo?reject=always', spent))
    expect(bench.counts()).toMatchObject({ apiRequests: 1 })
  })
})
