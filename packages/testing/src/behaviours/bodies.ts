import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { lengthOf, patternedBytes, sha256 } from '../bytes.ts'
import type { Call } from '../client.ts'
import { rejectedOnce, sentNatively, started } from './steps.ts'

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
  // As natively, which is not always right: axios sends all of the buffer.
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
      // The same boundary has to mean the same bytes; with another one the bytes differ by it.
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
    name: 'a stream arrives whole',
    needs: ['streamed-request'],
    async run(context) {
      await context.warm()
      expectMatch(await context.outcome({ method: 'POST', path: '/echo', body: new Blob([megabyte]).stream() }), { status: 200 })
      expectEqual((await context.requests())[1]?.bodySha256, await sha256(megabyte))
    },
  },
  {
    name: 'a stream is replayed right or not at all, and then the 401 surfaces whole',
    needs: ['streamed-request'],
    async run(context) {
      await context.revoked()
      const { status, body } = await context.outcome({
        method: 'POST',
        path: '/echo?rejectBytes=100000',
        body: new Blob([megabyte]).stream(),
      })
      const [, ...attempts] = await context.requests()
      const hash = await sha256(megabyte)
      expectEqual(
        attempts.map(({ bodySha256 }) => bodySha256),
        attempts.map(() => hash),
        'hashes',
      )
      if (status === 200) return
      expectEqual([status, await lengthOf(body), attempts.length], [401, 100_000, 1])
    },
  },
  {
    name: 'a stream that can not be replayed still refreshes the token for the next request',
    needs: ['streamed-request'],
    async run(context) {
      await context.revoked()
      await context.outcome({ method: 'POST', path: '/echo', body: new Blob([megabyte]).stream() })
      expectMatch(await context.outcome('/next'), { status: 200 })
      await context.expectCounts({ tokenRequests: 2, apiUnauthorized: 1 })
      expectEqual((await context.requests()).at(-1)?.tokenNumber, 2)
    },
  },
  {
    name: 'a stream that fails while its request waits for a token fails the request, as without us',
    needs: ['streamed-request'],
    async run(context) {
      const open = await context.holdTokens()
      const waiting = fragileStream()
      const { outcome } = started(context, { method: 'POST', path: '/open', body: waiting.body })
      await context.untilCounts({ tokenRequests: 1 })
      waiting.fail()
      await open()
      const ours = await outcome
      const sent = fragileStream()
      const bare = started(context, { method: 'POST', path: '/open', body: sent.body }, await context.bare())
      sent.fail()
      const native = await bare.outcome
      expectEqual([ours.kind, (ours.native as Error).name], [native.kind, (native.native as Error).name])
    },
  },
  {
    name: 'a stream that is refused before it was read comes to an end',
    needs: ['streamed-request'],
    async run(context) {
      await context.revoked()
      const outcome = await context.outcome({ method: 'POST', path: '/echo?early=1', body: new Blob([megabyte]).stream() })
      check(outcome.status === 401 || outcome.kind === 'network', `it came to ${outcome.kind} ${outcome.status}`)
      expectMatch(await context.outcome('/next'), { status: 200 })
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
  {
    name: 'a stream that fails while its request waits for a token fails the request, and the token still comes',
    needs: ['streamed-request'],
    async run(context) {
      const open = await context.holdTokens()
      const failing = Promise.withResolvers<never>()
      const body = new ReadableStream<Uint8Array>({ pull: () => failing.promise })
      const pending = context.outcome({ method: 'POST', path: '/echo', body })
      await context.untilCounts({ tokenRequests: 1 })
      failing.reject(new Error('the file is gone'))
      await open()
      const { kind } = await pending
      check(kind !== 'reply' && kind !== 'everbearer', `it came to ${kind}`)
      expectMatch(await context.outcome('/next'), { status: 200 })
      await context.expectCounts({ tokenRequests: 1, apiOk: 1 })
    },
  },
])

/** A body that comes to nothing when it is told to. */
function fragileStream(): { readonly body: ReadableStream<Uint8Array<ArrayBuffer>>; readonly fail: () => void } {
  let controller: ReadableStreamDefaultController | undefined
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(own) {
      controller = own
    },
  })
  return { body, fail: () => controller?.error(new RangeError('the disk is gone')) }
}
