import { like, same } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { Call, Client } from '../client.ts'
import type { Scene } from '../scene.ts'
import type { Counts } from '@everbearer/testbed/remote'

type Row = Omit<Behaviour, 'theme'>

/** Brings a request to `/echo` so far, and tells what the servers have seen by then. */
const stages: readonly (readonly [words: string, reach: (scene: Scene) => Promise<Partial<Counts>>])[] = [
  [
    'while waiting for the first token',
    async (scene) => {
      await scene.holdTokens()
      return { tokenRequests: 1 }
    },
  ],
  [
    'during the request',
    async (scene) => {
      await scene.warm()
      await scene.testbed.failApi({ kind: 'hang' })
      return { apiRequests: 2 }
    },
  ],
  [
    'during the refresh',
    async (scene) => {
      await scene.revoked()
      await scene.holdTokens()
      return { tokenRequests: 2, apiUnauthorized: 1 }
    },
  ],
  [
    'during the replay',
    async (scene) => {
      await scene.revoked()
      await scene.testbed.failApi({ kind: 'hang' }, { after: 1 })
      return { apiRequests: 3 }
    },
  ],
]

/** Aborts as the client itself would have them. */
export const nativeAborts: readonly Behaviour[] = behavioursOf('aborts', [
  {
    name: 'an abort while a streamed answer is read breaks it off, as without us',
    needs: ['streamed-answer'],
    async run(scene) {
      await scene.revoked()
      const brokenOff = async (client: Client, headers: Record<string, string> = {}): Promise<string> => {
        const controller = new AbortController()
        const { body } = await scene.send({ path: '/stall?bytes=1000', responseType: 'stream', signal: controller.signal, headers }, client)
        const end = readToEnd(body).then(
          () => 'an end',
          (error: unknown) => (error as Error).name,
        )
        controller.abort()
        return end
      }
      const ours = await brokenOff(await scene.client())
      const { accessToken } = await scene.auth.getToken()
      same(ours, await brokenOff(await scene.bare(), { authorization: `Bearer ${accessToken}` }))
      await scene.counted({ tokenRequests: 2, apiUnauthorized: 1 })
    },
  },
  {
    name: "an abort is the client's own error, and so is its message",
    async run(scene) {
      await scene.testbed.failApi({ kind: 'hang' })
      const errors: unknown[] = []
      for (const [index, client] of [await scene.client(), await scene.bare()].entries()) {
        const controller = new AbortController()
        const pending = scene.outcome({ path: '/open', signal: controller.signal }, client)
        await scene.reached({ apiRequests: index + 1 })
        controller.abort()
        errors.push((await pending).native)
      }
      const [ours, native] = errors as [Error, Error]
      same([ours.name, ours.message], [native.name, native.message])
      same(Object.getPrototypeOf(ours), Object.getPrototypeOf(native))
    },
  },
  {
    name: "an abort while waiting for a token is the client's own error, as for one that aborted before it was sent",
    async run(scene) {
      await scene.holdTokens()
      const controller = new AbortController()
      const waited = scene.outcome({ path: '/open', signal: controller.signal })
      await scene.reached({ tokenRequests: 1 })
      controller.abort()
      const { native } = await scene.outcome({ path: '/open', signal: AbortSignal.abort() }, await scene.bare())
      const [ours, theirs] = [(await waited).native as Error, native as Error]
      same(Object.getPrototypeOf(ours), Object.getPrototypeOf(theirs), 'kind of error')
      same([ours.name, ours.message], [theirs.name, theirs.message])
    },
  },
  ...stages.map(([words, reach]): Row => ({
    name: `the reason of an abort ${words} reaches the caller as it would without us`,
    async run(scene) {
      const native = await reasonOfAbort(scene, await scene.bare(), { path: '/open/hang' }, async () => {
        await scene.testbed.failApi({ kind: 'hang' }, { path: '/open/hang' })
        return { apiRequests: 1 }
      })
      await scene.testbed.resetCounts()
      const ours = await reasonOfAbort(scene, await scene.client(), { path: '/echo' }, () => reach(scene))
      same([ours.isReason, ours.name], [native.isReason, native.name])
    },
  })),
  {
    name: 'an abort of a streamed request before it is sent cancels its stream',
    needs: ['streamed-request'],
    async run(scene) {
      const { body, cancelled } = endlessStream()
      like(await scene.outcome({ method: 'POST', path: '/echo', body, signal: AbortSignal.abort() }), { kind: 'abort' })
      await cancelled
      await scene.counted({ apiRequests: 0 })
    },
  },
  {
    name: 'an abort of a streamed request while it waits for a token cancels its stream',
    needs: ['streamed-request'],
    async run(scene) {
      await scene.holdTokens()
      const { body, cancelled } = endlessStream()
      const controller = new AbortController()
      const pending = scene.outcome({ method: 'POST', path: '/echo', body, signal: controller.signal })
      await scene.reached({ tokenRequests: 1 })
      controller.abort()
      like(await pending, { kind: 'abort' })
      await cancelled
      await scene.counted({ apiRequests: 0 })
    },
  },
  {
    name: 'an abort after the answer harms nobody',
    async run(scene) {
      const controller = new AbortController()
      like(await scene.outcome({ path: '/echo?reject=1', signal: controller.signal }), { status: 200 })
      controller.abort()
      like(await scene.outcome('/next'), { status: 200 })
      await scene.counted({ tokenRequests: 2, apiRequests: 3 })
    },
  },
])

/** What a caller gets who aborts with a reason of his own. */
async function reasonOfAbort(
  scene: Scene,
  client: Client,
  call: Call,
  reach: () => Promise<Partial<Counts>>,
): Promise<{ readonly isReason: boolean; readonly name: string }> {
  const least = await reach()
  const controller = new AbortController()
  const pending = scene.outcome({ ...call, signal: controller.signal }, client)
  await scene.reached(least)
  const reason = new RangeError('enough')
  controller.abort(reason)
  const { native } = await pending
  return { isReason: native === reason, name: (native as Error).name }
}

/** A body that has no end, and tells once nobody wants it any more. */
function endlessStream(): { readonly body: ReadableStream<Uint8Array<ArrayBuffer>>; readonly cancelled: Promise<void> } {
  const { promise: cancelled, resolve } = Promise.withResolvers<void>()
  return { body: new ReadableStream({ cancel: () => resolve() }), cancelled }
}

async function readToEnd(body: unknown): Promise<void> {
  if (body instanceof ReadableStream) {
    const reader = (body as ReadableStream<Uint8Array>).getReader()
    while (!(await reader.read()).done) continue
    return
  }
  for await (const chunk of body as AsyncIterable<Uint8Array>) void chunk
}
