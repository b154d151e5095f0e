import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { patternedBytes, sha256 } from '../bytes.ts'
import type { Call } from '../client.ts'
import { rejectedOnce, sentNatively } from './steps.ts'

type Row = Omit<Behaviour, 'theme'>
type Bytes = string | Uint8Array<ArrayBuffer>

const bytes = new Uint8Array([0, 255, 1, 254, 13, 10])
const megabyte = patternedBytes(1_048_576)
const form = (): URLSearchParams => new URLSearchParams({ 'a b': 'ü&=', c: '' })

const kinds: readonly (readonly [kind: string, make: () => Partial<Call>, expected?: Bytes])[] = [
  ['a string', () => ({ body: 'ä€😀\r\n' }), 'ä€😀\r\n'],
  ['a JSON object', () => ({ json: { name: 'ä€', list: [1, 2] } }), '{"name":"ä€","list":[1,2]}'],
  ['a JSON array', () => ({ json: [1, null] }), '[1,null]'],
  ['URLSearchParams', () => ({ body: form() }), form().toString()],
  ['a Uint8Array', () => ({ body: bytes }), bytes],
  // This body is compared only with the bare client's body, as clients differ: axios sends the whole buffer.
  ['a part of an ArrayBuffer', () => ({ body: new Uint8Array(megabyte.buffer, 100, 50) })],
  ['an ArrayBuffer', () => ({ body: bytes.buffer }), bytes],
  ['a Blob', () => ({ body: new Blob([bytes], { type: 'image/x' }), headers: { 'content-type': 'image/x' } }), bytes],
  ['a Blob of 1 MB', () => ({ body: new Blob([megabyte]) }), megabyte],
  ['an empty string', () => ({ body: '' }), ''],
]

export const bodies: readonly Behaviour[] = behavioursOf('bodies', [
  ...kinds.map(([kind, make, expected]): Row => ({
    name: `${kind} is replayed byte for byte, with the same type and length`,
    async run(context) {
      const call = { method: 'POST', path: '/echo', ...make() }
      const [refused, replayed] = await rejectedOnce(context, call)
      const native = await sentNatively(context, { ...call, ...make() })
      const hash = expected === undefined ? native.bodySha256 : await sha256(expected)
      expectEqual([refused.bodySha256, replayed.bodySha256, native.bodySha256], [hash, hash, hash], 'hashes')
      for (const name of ['content-type', 'content-length', 'transfer-encoding']) {
        expectEqual([refused.headers[name], replayed.headers[name]], [native.headers[name], native.headers[name]], name)
      }
    },
  })),
  {
    name: 'FormData is replayed whole, with a boundary that fits',
    async run(context) {
      const body = new FormData()
      body.set('text', 'ä€')
      body.set('file', new Blob([megabyte]), 'big.bin')
      const [refused, replayed] = await rejectedOnce(context, { method: 'POST', path: '/echo', body })
      const boundaries = [refused, replayed].map(({ headers }) => /boundary=(\S+)/.exec(headers['content-type'] ?? '')?.[1])
      const [first = '', second = ''] = boundaries
      check(first !== '' && second !== '', 'a boundary is missing')
      expectEqual(replayed.bodyLength, refused.bodyLength + 3 * (second.length - first.length), 'length')
      check(replayed.bodyLength > megabyte.length, 'the file is missing')
      // With the same boundary, the bytes must be the same. Another boundary changes the bytes.
      check(first !== second || refused.bodySha256 === replayed.bodySha256, 'the bytes differ')
    },
  },
  {
    name: 'a request without a body is replayed without one',
    async run(context) {
      const [refused, replayed] = await rejectedOnce(context, { method: 'POST', path: '/echo' })
      const native = await sentNatively(context, { method: 'POST', path: '/echo' })
      for (const { bodyLength, headers } of [refused, replayed]) {
        expectEqual(
          [bodyLength, headers['content-type'], headers['content-length']],
          [0, native.headers['content-type'], native.headers['content-length']],
        )
      }
    },
  },
  {
    name: 'no body is ever sent empty or half, be it a storm of them',
    async run(context) {
      await context.revoked()
      const calls = Array.from({ length: 10 }, (_, index) =>
        context.outcome({ method: 'PUT', path: `/echo/${index}`, body: new Blob([megabyte]) }),
      )
      expectMatch(
        await Promise.all(calls),
        calls.map(() => ({ status: 200 })),
      )
      const lengths = (await context.requests()).slice(1).map(({ bodyLength }) => bodyLength)
      expectEqual(
        lengths,
        Array.from({ length: 20 }, () => megabyte.length),
      )
    },
  },
])
