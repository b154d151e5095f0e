import { check, like, same } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { Call } from '../client.ts'
import { pause, started } from './steps.ts'

/** A client's real timer has to run in these: short, but long enough for a slow machine to answer in. */
const timeout = 1_000
/** Long enough for a timer that was armed too early to strike. */
const overlong = 1_300

export const timeouts: readonly Behaviour[] = behavioursOf('timeouts', [
  {
    name: 'the wait for the first token is not charged to the time-out',
    needs: ['timeout'],
    async run(scene) {
      const open = await scene.holdTokens()
      const { outcome } = started(scene, { path: '/echo', timeout })
      await scene.reached({ tokenRequests: 1 })
      await pause(overlong)
      await open()
      like(await outcome, { status: 200 })
      await scene.counted({ apiRequests: 1, tokenRequests: 1 })
    },
  },
  {
    name: 'the refresh after a 401 is not charged to the time-out',
    needs: ['timeout'],
    async run(scene) {
      await scene.revoked()
      const open = await scene.holdTokens()
      const { outcome } = started(scene, { path: '/echo', timeout })
      await scene.reached({ tokenRequests: 2 })
      await pause(overlong)
      await open()
      like(await outcome, { status: 200 })
      await scene.counted({ apiRequests: 3, tokenRequests: 2 })
    },
  },
  {
    name: 'the time-out is armed for the first attempt',
    needs: ['timeout'],
    async run(scene) {
      await scene.warm()
      await scene.testbed.failApi({ kind: 'hang' })
      like(await scene.outcome({ path: '/echo', timeout: 50 }), { kind: 'timeout' })
      await scene.counted({ tokenRequests: 1 })
    },
  },
  {
    name: 'the time-out is armed for the replay',
    needs: ['timeout'],
    async run(scene) {
      await scene.revoked()
      await scene.testbed.failApi({ kind: 'hang' }, { after: 1 })
      like(await scene.outcome({ path: '/echo', timeout }), { kind: 'timeout' })
      await scene.counted({ apiRequests: 3, tokenRequests: 2 })
    },
  },
  {
    name: 'the time-out counts the body, too',
    needs: ['timeout'],
    async run(scene) {
      await scene.warm()
      like(await scene.outcome({ path: '/stall?bytes=1000', responseType: 'text', timeout: 200 }), { kind: 'timeout' })
    },
  },
  {
    name: "the time-out of the client's defaults counts, for the replay too",
    needs: ['timeout'],
    async run(scene) {
      await scene.revoked()
      await scene.testbed.failApi({ kind: 'hang' }, { after: 1 })
      like(await scene.outcome('/echo', await scene.client({ timeout })), { kind: 'timeout' })
      await scene.counted({ apiRequests: 3 })
    },
  },
  {
    name: "a time-out is the client's own error, word for word",
    needs: ['timeout'],
    async run(scene) {
      await scene.warm()
      await scene.testbed.failApi({ kind: 'hang' })
      const call: Call = { path: '/open', timeout: 50 }
      const [ours, native] = [await scene.outcome(call), await scene.outcome(call, await scene.bare())]
      check(ours.native instanceof Error && native.native instanceof Error, 'it is no error')
      same([ours.native.name, ours.native.message], [native.native.name, native.native.message])
      same(Object.getPrototypeOf(ours.native), Object.getPrototypeOf(native.native))
    },
  },
  {
    name: 'a request that timed out harms neither the token nor the next request',
    needs: ['timeout'],
    async run(scene) {
      await scene.warm()
      const answerAgain = await scene.testbed.failApi({ kind: 'hang' })
      like(await scene.outcome({ path: '/echo', timeout: 50 }), { kind: 'timeout' })
      await answerAgain()
      like(await scene.outcome('/echo'), { status: 200 })
      await scene.counted({ tokenRequests: 1 })
    },
  },
  {
    name: 'a signal that times out ends the wait for a token, and nothing is sent',
    async run(scene) {
      await scene.holdTokens()
      const { kind } = await scene.outcome({ path: '/echo', signal: AbortSignal.timeout(50) })
      check(kind === 'timeout' || kind === 'abort', `it came to ${kind}`)
      await scene.counted({ apiRequests: 0 })
    },
  },
])
