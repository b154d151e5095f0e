import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { lengthOf, patternedBytes, sha256 } from '../bytes.ts'
import { started } from './steps.ts'

const megabyte = patternedBytes(1_048_576)

export const streamedBodies: readonly Behaviour[] = behavioursOf('bodies', [
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

/** Makes a body that fails when `fail` is called. */
function fragileStream(): { readonly body: ReadableStream<Uint8Array<ArrayBuffer>>; readonly fail: () => void } {
  let controller: ReadableStreamDefaultController | undefined
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(own) {
      controller = own
    },
  })
  return { body, fail: () => controller?.error(new RangeError('the disk is gone')) }
}
