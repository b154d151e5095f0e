import { expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { times } from './steps.ts'
import { abortedSignal } from '../within.ts'

const abort = { kind: 'abort' }

export const aborts: readonly Behaviour[] = behavioursOf('aborts', [
  {
    name: 'an abort before the first token is asked for sends nothing at all',
    async run(context) {
      expectMatch(await context.outcome({ path: '/echo', signal: abortedSignal() }), abort)
      await context.expectCounts({ tokenRequests: 0, apiRequests: 0 })
    },
  },
  {
    name: 'an abort before sending sends nothing, with a token in hand',
    async run(context) {
      await context.warm()
      expectMatch(await context.outcome({ path: '/echo', signal: abortedSignal() }), abort)
      await context.expectCounts({ tokenRequests: 1, apiRequests: 1 })
    },
  },
  {
    name: 'an abort ends the wait for a token at once, and the refresh goes on for the others',
    async run(context) {
      const open = await context.holdTokens()
      const controller = new AbortController()
      const first = context.outcome({ path: '/first', signal: controller.signal })
      const second = context.outcome('/second')
      await context.untilCounts({ tokenRequests: 1 })
      controller.abort()
      expectMatch(await first, abort)
      await context.expectCounts({ tokenResponses: 0 })
      await open()
      expectMatch(await second, { status: 200 })
      await context.expectCounts({ tokenRequests: 1, tokenResponses: 1, apiRequests: 1 })
    },
  },
  {
    name: 'if the first of ten waiting requests aborts, nine are served by the same refresh',
    async run(context) {
      const open = await context.holdTokens()
      const controller = new AbortController()
      const first = context.outcome({ path: '/first', signal: controller.signal })
      const others = Array.from({ length: 9 }, (_, index) => context.outcome(`/other/${index}`))
      await context.untilCounts({ tokenRequests: 1 })
      controller.abort()
      expectMatch(await first, abort)
      await open()
      expectEqual(
        (await Promise.all(others)).map(({ status }) => status),
        times(9, 200),
      )
      await context.expectCounts({ tokenRequests: 1, apiRequests: 9 })
    },
  },
  {
    name: 'if all who wait abort, the token still comes and serves the next request',
    async run(context) {
      const open = await context.holdTokens()
      const controller = new AbortController()
      const all = times(3, { path: '/echo', signal: controller.signal }).map((call) => context.outcome(call))
      await context.untilCounts({ tokenRequests: 1 })
      controller.abort()
      expectMatch(await Promise.all(all), times(3, abort))
      await open()
      await context.untilEvent('refresh')
      expectMatch(await context.outcome('/next'), { status: 200 })
      await context.expectCounts({ tokenRequests: 1, apiRequests: 1 })
    },
  },
  {
    name: 'an abort during the request ends it',
    async run(context) {
      await context.testbed.failApi({ kind: 'hang' })
      const controller = new AbortController()
      const pending = context.outcome({ path: '/echo', signal: controller.signal })
      await context.untilCounts({ apiRequests: 1 })
      controller.abort()
      expectMatch(await pending, abort)
    },
  },
  {
    name: 'an abort while the body of the 401 trickles in ends the request',
    async run(context) {
      await context.revoked()
      const controller = new AbortController()
      const pending = context.outcome({ path: '/echo?stall=1', signal: controller.signal })
      await context.untilCounts({ apiUnauthorized: 1 })
      controller.abort()
      expectMatch(await pending, abort)
      await context.expectCounts({ apiRequests: 2 })
    },
  },
  {
    name: 'an abort while the body of a streamed 401 trickles in ends the request',
    needs: ['streamed-response'],
    async run(context) {
      await context.revoked()
      const controller = new AbortController()
      const pending = context.outcome({ path: '/echo?stall=1&rejectBytes=10', responseType: 'stream', signal: controller.signal })
      await context.untilEvent('refresh', 2)
      controller.abort()
      expectMatch(await pending, abort)
      await context.expectCounts({ apiRequests: 2 })
    },
  },
  {
    name: 'an abort during the refresh after a 401 ends the request at once, and the refresh goes on for the others',
    async run(context) {
      await context.revoked()
      const open = await context.holdTokens()
      const controller = new AbortController()
      const first = context.outcome({ path: '/first', signal: controller.signal })
      const second = context.outcome('/second')
      await context.untilCounts({ tokenRequests: 2, apiUnauthorized: 2 })
      controller.abort()
      expectMatch(await first, abort)
      await context.expectCounts({ tokenResponses: 1 })
      await open()
      expectMatch(await second, { status: 200 })
      await context.expectCounts({ tokenRequests: 2, apiRequests: 4, apiUnauthorized: 2 })
    },
  },
  {
    name: 'an abort during the replay ends it, and the new token stays',
    async run(context) {
      await context.revoked()
      await context.testbed.failApi({ kind: 'hang' }, { after: 1, times: 1 })
      const controller = new AbortController()
      const pending = context.outcome({ path: '/echo', signal: controller.signal })
      await context.untilCounts({ apiRequests: 3 })
      controller.abort()
      expectMatch(await pending, abort)
      expectMatch(await context.outcome('/next'), { status: 200 })
      // Requests are not counted: if an abort has closed a request's connection, some platforms send that request again.
      await context.expectCounts({ tokenRequests: 2 })
      expectEqual(context.events('replay').length, 1, 'replays')
    },
  },
])
