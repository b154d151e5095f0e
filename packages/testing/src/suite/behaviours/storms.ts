import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { TestContext } from '../test-context.ts'
import { due, times } from './steps.ts'

export const storms: readonly Behaviour[] = behavioursOf('storms', [
  {
    name: '1,000 requests without a token cost one token request',
    alone: true,
    async run(context) {
      expectEqual(await statuses(context, 1000), times(1000, 200))
      await context.expectCounts({ tokenRequests: 1, apiRequests: 1000, apiOk: 1000, apiUnauthorized: 0 })
      expectMatch(context.events('refresh'), [{ reason: 'missing', waiters: 1000 }])
    },
  },
  {
    name: '100 requests refused at once cost one refresh, and all are answered',
    async run(context) {
      await context.revoked()
      await context.testbed.resetCounts()
      expectEqual(await statuses(context, 100), times(100, 200))
      await context.expectCounts({ tokenRequests: 1, apiRequests: 200, apiOk: 100, apiUnauthorized: 100 })
      expectEqual(context.events('replay').length, 100)
    },
  },
  {
    name: 'a 401 that comes late, when another request has refreshed already, costs no refresh',
    async run(context) {
      await context.warm()
      const letGo = await context.testbed.failApi({ kind: 'hold' }, { path: '/late', times: 1 })
      const late = context.outcome('/late')
      await context.untilCounts({ apiRequests: 2 })
      await context.testbed.revokeAccessTokens()
      expectEqual((await context.send('/early')).status, 200)
      await letGo()
      expectMatch(await late, { status: 200 })
      await context.expectCounts({ tokenRequests: 2, apiUnauthorized: 2, apiRequests: 5 })
      expectEqual(
        (await context.requests()).filter(({ url }) => url === '/late').map(({ tokenNumber }) => tokenNumber),
        [1, 2],
      )
    },
  },
  {
    name: '5 late 401s, each after the one before was replayed and answered, cost one refresh',
    async run(context) {
      await context.warm()
      // Browsers open six connections to an origin, and one connection must stay free.
      const paths = Array.from({ length: 5 }, (_, index) => `/late/${index}`)
      const gates = await Promise.all(paths.map((path) => context.testbed.failApi({ kind: 'hold' }, { path, times: 1 })))
      const late = paths.map((path) => context.outcome(path))
      await context.untilCounts({ apiRequests: 6 })
      await context.testbed.revokeAccessTokens()
      for (const [index, letGo] of gates.entries()) {
        await letGo()
        expectMatch(await late[index], { status: 200 })
      }
      await context.expectCounts({ tokenRequests: 2, apiRequests: 11, apiUnauthorized: 5, apiOk: 6 })
    },
  },
  {
    name: '20 staggered 401s of one stale token cost one refresh',
    async run(context) {
      await context.revoked()
      const late = Array.from({ length: 20 }, (_, index) => context.outcome(`/late/${index}?delay=${index * 5}`))
      expectEqual(
        (await Promise.all(late)).map(({ status }) => status),
        times(20, 200),
      )
      await context.expectCounts({ tokenRequests: 2, apiRequests: 41, apiUnauthorized: 20 })
      expectMatch(context.events('replay'), times(20, { from: 1, generation: 2 }))
    },
  },
  {
    name: '401s that carry tokens of three generations cost one refresh for each revocation',
    async run(context) {
      for (let round = 0; round < 3; round++) {
        expectEqual((await context.outcome(`/first/${round}`)).status, 200)
        await context.testbed.revokeAccessTokens()
        expectEqual(await statuses(context, 10), times(10, 200))
      }
      await context.expectCounts({ tokenRequests: 4, apiUnauthorized: 30 })
    },
  },
  {
    name: 'while a due token is refreshed slowly, 50 requests are served with the old one',
    async run(context) {
      await context.warm()
      const open = await context.holdTokens()
      context.elapse(due)
      expectEqual(await statuses(context, 50), times(50, 200))
      await context.untilCounts({ tokenRequests: 2 })
      await context.expectCounts({ tokenRequests: 2, tokenResponses: 1, apiOk: 51 })
      await open()
      await context.untilEvent('refresh', 2)
      await context.expectCounts({ tokenRequests: 2 })
    },
  },
  {
    name: 'if the one refresh fails, each of 30 refused requests gets its own 401',
    // On a busy machine, the 30 requests may take longer than the shortest cooldown.
    setup: () => ({ coordinator: { cooldown: { min: 60_000 } } }),
    async run(context) {
      await context.revoked()
      await context.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
      expectEqual(await statuses(context, 30), times(30, 401))
      await context.expectCounts({ tokenRequests: 2, apiRequests: 31 })
    },
  },
  {
    name: 'if no token can be got, each of 10 waiting requests gets an error of its own',
    setup: () => ({ coordinator: { cooldown: { min: 60_000 } } }),
    async run(context) {
      await context.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: 'invalid_client' } })
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => context.outcome('/echo')))
      expectMatch(outcomes, times(10, { kind: 'everbearer', code: 'ERR_CREDENTIALS_REJECTED' }))
      check(new Set(outcomes.map(({ native }) => native)).size === 10, 'several got the same error object')
      await context.expectCounts({ tokenRequests: 1, apiRequests: 0 })
    },
  },
])

/** Sends `count` requests at the same time, and returns their statuses. */
async function statuses(context: TestContext, count: number): Promise<(number | undefined)[]> {
  const outcomes = await Promise.all(Array.from({ length: count }, (_, index) => context.outcome(`/storm/${index}`)))
  return outcomes.map(({ status }) => status)
}
