import { expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { Call, Client } from '../client.ts'
import type { TestContext } from '../test-context.ts'
import type { Counts } from '../../server/remote.ts'
import { abortedSignal } from '../within.ts'

type Row = Omit<Behaviour, 'theme'>

/** Stages at which a request to `/echo` is aborted. Each function prepares the servers, and returns their counts at that stage. */
const stages: readonly (readonly [words: string, reach: (context: TestContext) => Promise<Partial<Counts>>])[] = [
  [
    'while waiting for the first token',
    async (context) => {
      await context.holdTokens()
      return { tokenRequests: 1 }
    },
  ],
  [
    'during the request',
    async (context) => {
      await context.warm()
      await context.testbed.failApi({ kind: 'hang' })
      return { apiRequests: 2 }
    },
  ],
  [
    'during the refresh',
    async (context) => {
      await context.revoked()
      await context.holdTokens()
      return { tokenRequests: 2, apiUnauthorized: 1 }
    },
  ],
  [
    'during the replay',
    async (context) => {
      await context.revoked()
      await context.testbed.failApi({ kind: 'hang' }, { after: 1 })
      return { apiRequests: 3 }
    },
  ],
]

/** Behaviours with aborts that must have the same effect with and without Everbearer. */
export const nativeAborts: readonly Behaviour[] = behavioursOf('aborts', [
  {
    name: 'an abort while a streamed answer is read breaks it off, as without us',
    needs: ['streamed-response'],
    async run(context) {
      await context.revoked()
      const brokenOff = async (client: Client, headers: Record<string, string> = {}): Promise<string> => {
        const controller = new AbortController()
        const { body } = await context.send(
          { path: '/stall?bytes=1000', responseType: 'stream', signal: controller.signal, headers },
          client,
        )
        const end = readToEnd(body).then(
          () => 'an end',
          (error: unknown) => (error as Error).name,
        )
        controller.abort()
        return end
      }
      const ours = await brokenOff(await context.client())
      const { accessToken } = await context.auth.getToken()
      expectEqual(ours, await brokenOff(await context.bare(), { authorization: `Bearer ${accessToken}` }))
      await context.expectCounts({ tokenRequests: 2, apiUnauthorized: 1 })
    },
  },
  {
    name: "an abort is the client's own error, and so is its message",
    async run(context) {
      await context.testbed.failApi({ kind: 'hang' })
      const errors: unknown[] = []
      for (const [index, client] of [await context.client(), await context.bare()].entries()) {
        const controller = new AbortController()
        const pending = context.outcome({ path: '/open', signal: controller.signal }, client)
        await context.untilCounts({ apiRequests: index + 1 })
        controller.abort()
        errors.push((await pending).native)
      }
      const [ours, native] = errors as [Error, Error]
      expectEqual([ours.name, ours.message], [native.name, native.message])
      expectEqual(Object.getPrototypeOf(ours), Object.getPrototypeOf(native))
    },
  },
  {
    name: "an abort while waiting for a token is the client's own error, as for one that aborted before it was sent",
    async run(context) {
      await context.holdTokens()
      const controller = new AbortController()
      const waited = context.outcome({ path: '/open', signal: controller.signal })
      await context.untilCounts({ tokenRequests: 1 })
      controller.abort()
      const { native } = await context.outcome({ path: '/open', signal: abortedSignal() }, await context.bare())
      const [ours, theirs] = [(await waited).native as Error, native as Error]
      expectEqual(Object.getPrototypeOf(ours), Object.getPrototypeOf(theirs), 'kind of error')
      expectEqual([ours.name, ours.message], [theirs.name, theirs.message])
    },
  },
  ...stages.map(([words, reach]): Row => ({
    name: `the reason of an abort ${words} reaches the caller as it would without us`,
    async run(context) {
      const native = await reasonOfAbort(context, await context.bare(), { path: '/open/hang' }, async () => {
        await context.testbed.failApi({ kind: 'hang' }, { path: '/open/hang' })
        return { apiRequests: 1 }
      })
      await context.testbed.resetCounts()
      const ours = await reasonOfAbort(context, await context.client(), { path: '/echo' }, () => reach(context))
      expectEqual([ours.isReason, ours.name], [native.isReason, native.name])
    },
  })),
  {
    name: 'an abort of a streamed request before it is sent cancels its stream',
    needs: ['streamed-request'],
    async run(context) {
      const { body, cancelled } = endlessStream()
      expectMatch(await context.outcome({ method: 'POST', path: '/echo', body, signal: abortedSignal() }), { kind: 'abort' })
      await cancelled
      await context.expectCounts({ apiRequests: 0 })
    },
  },
  {
    name: 'an abort of a streamed request while it waits for a token cancels its stream',
    needs: ['streamed-request'],
    async run(context) {
      await context.holdTokens()
      const { body, cancelled } = endlessStream()
      const controller = new AbortController()
      const pending = context.outcome({ method: 'POST', path: '/echo', body, signal: controller.signal })
      await context.untilCounts({ tokenRequests: 1 })
      controller.abort()
      expectMatch(await pending, { kind: 'abort' })
      await cancelled
      await context.expectCounts({ apiRequests: 0 })
    },
  },
  {
    name: 'an abort after the answer harms nobody',
    async run(context) {
      const controller = new AbortController()
      expectMatch(await context.outcome({ path: '/echo?reject=1', signal: controller.signal }), { status: 200 })
      controller.abort()
      expectMatch(await context.outcome('/next'), { status: 200 })
      await context.expectCounts({ tokenRequests: 2, apiRequests: 3 })
    },
  },
])

/** Returns the error that a caller gets after an abort with the caller's own reason. */
async function reasonOfAbort(
  context: TestContext,
  client: Client,
  call: Call,
  reach: () => Promise<Partial<Counts>>,
): Promise<{ readonly isReason: boolean; readonly name: string }> {
  const least = await reach()
  const controller = new AbortController()
  const pending = context.outcome({ ...call, signal: controller.signal }, client)
  await context.untilCounts(least)
  const reason = new RangeError('enough')
  controller.abort(reason)
  const { native } = await pending
  return { isReason: native === reason, name: (native as Error).name }
}

/** Makes a body that never ends. `cancelled` resolves when the body is cancelled. */
function endlessStream(): { readonly body: ReadableStream<Uint8Array<ArrayBuffer>>; readonly cancelled: Promise<void> } {
  const { promise: cancelled, resolve: cancel } = Promise.withResolvers<void>()
  return { body: new ReadableStream({ cancel: () => cancel() }), cancelled }
}

async function readToEnd(body: unknown): Promise<void> {
  if (body instanceof ReadableStream) {
    for (const reader = body.getReader(); !(await reader.read()).done;) continue
  } else {
    for await (const chunk of body as AsyncIterable<Uint8Array>) void chunk
  }
}
