import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { Call } from '../client.ts'
import { pause, started } from './steps.ts'

/** The client's time-out in real time, ms: short, but long enough for a response of a slow machine. */
const timeout = 1_000
/** A wait in real time, ms: longer than `timeout`, so that a timer which started too early would fire during the wait. */
const overlong = 1_300

export const timeouts: readonly Behaviour[] = behavioursOf('timeouts', [
  {
    name: 'the wait for the first token is not charged to the time-out',
    needs: ['timeout'],
    async run(context) {
      const open = await context.holdTokens()
      const { outcome } = started(context, { path: '/echo', timeout })
      await context.untilCounts({ tokenRequests: 1 })
      await pause(overlong)
      await open()
      expectMatch(await outcome, { status: 200 })
      await context.expectCounts({ apiRequests: 1, tokenRequests: 1 })
    },
  },
  {
    name: 'the refresh after a 401 is not charged to the time-out',
    needs: ['timeout'],
    async run(context) {
      await context.revoked()
      const open = await context.holdTokens()
      const { outcome } = started(context, { path: '/echo', timeout })
      await context.untilCounts({ tokenRequests: 2 })
      await pause(overlong)
      await open()
      expectMatch(await outcome, { status: 200 })
      await context.expectCounts({ apiRequests: 3, tokenRequests: 2 })
    },
  },
  {
    name: 'the time-out is armed for the first attempt',
    needs: ['timeout'],
    async run(context) {
      await context.warm()
      await context.testbed.failApi({ kind: 'hang' })
      expectMatch(await context.outcome({ path: '/echo', timeout: 50 }), { kind: 'timeout' })
      await context.expectCounts({ tokenRequests: 1 })
    },
  },
  {
    name: 'the time-out is armed for the replay',
    needs: ['timeout'],
    async run(context) {
      await context.revoked()
      await context.testbed.failApi({ kind: 'hang' }, { after: 1 })
      expectMatch(await context.outcome({ path: '/echo', timeout }), { kind: 'timeout' })
      await context.expectCounts({ apiRequests: 3, tokenRequests: 2 })
    },
  },
  {
    name: 'the time-out counts the body, too',
    needs: ['timeout'],
    async run(context) {
      await context.warm()
      expectMatch(await context.outcome({ path: '/stall?bytes=1000', responseType: 'text', timeout: 200 }), { kind: 'timeout' })
    },
  },
  {
    name: "the time-out of the client's defaults counts, for the replay too",
    needs: ['timeout'],
    async run(context) {
      await context.revoked()
      await context.testbed.failApi({ kind: 'hang' }, { after: 1 })
      expectMatch(await context.outcome('/echo', await context.client({ timeout })), { kind: 'timeout' })
      await context.expectCounts({ apiRequests: 3 })
    },
  },
  {
    name: "a time-out is the client's own error, word for word",
    needs: ['timeout'],
    async run(context) {
      await context.warm()
      await context.testbed.failApi({ kind: 'hang' })
      const call: Call = { path: '/open', timeout: 50 }
      const [ours, native] = [await context.outcome(call), await context.outcome(call, await context.bare())]
      check(ours.native instanceof Error && native.native instanceof Error, 'it is no error')
      expectEqual([ours.native.name, ours.native.message], [native.native.name, native.native.message])
      expectEqual(Object.getPrototypeOf(ours.native), Object.getPrototypeOf(native.native))
    },
  },
  {
    name: 'a request that timed out harms neither the token nor the next request',
    needs: ['timeout'],
    async run(context) {
      await context.warm()
      const answerAgain = await context.testbed.failApi({ kind: 'hang' })
      expectMatch(await context.outcome({ path: '/echo', timeout: 50 }), { kind: 'timeout' })
      await answerAgain()
      expectMatch(await context.outcome('/echo'), { status: 200 })
      await context.expectCounts({ tokenRequests: 1 })
    },
  },
  {
    name: 'a signal that times out ends the wait for a token, and nothing is sent',
    async run(context) {
      await context.holdTokens()
      const { kind } = await context.outcome({ path: '/echo', signal: AbortSignal.timeout(50) })
      check(kind === 'timeout' || kind === 'abort', `it came to ${kind}`)
      await context.expectCounts({ apiRequests: 0 })
    },
  },
])
