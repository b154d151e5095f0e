import { defineStore, memoryStore } from '@everbearer/core'
import { expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { beforeSignIn } from './before-sign-in.ts'
import { sourceEnds } from './source-ends.ts'
import { started, times } from './steps.ts'
import { userSwitches } from './user-switch.ts'

const ended = { kind: 'everbearer', code: 'ERR_SESSION_ENDED' }

export const sessions: readonly Behaviour[] = behavioursOf('sessions', [
  {
    name: 'when the coordinator is disposed of, waiting requests fail at once, and so does each later one',
    async run(context) {
      await context.holdTokens()
      const waiting = times(3, '/echo').map(async (path) => context.outcome(path))
      await context.untilCounts({ tokenRequests: 1 })
      context.auth.dispose()
      expectMatch(await Promise.all(waiting), times(3, ended))
      expectMatch(await context.outcome('/echo'), ended)
      await context.expectCounts({ apiRequests: 0, tokenResponses: 0 })
    },
  },
  {
    name: 'a request that is on its way when the coordinator is disposed of gets its answer',
    async run(context) {
      const letGo = await context.testbed.failApi({ kind: 'hold' })
      const { outcome } = started(context, '/echo')
      await context.untilCounts({ apiRequests: 1 })
      context.auth.dispose()
      await letGo()
      expectMatch(await outcome, { status: 200 })
    },
  },
  {
    name: 'a refused request is not replayed once its session was cleared: it gets its 401',
    async run(context) {
      await context.revoked()
      const open = await context.holdTokens()
      const { outcome } = started(context, '/echo')
      await context.untilCounts({ tokenRequests: 2, apiUnauthorized: 1 })
      await context.auth.clear()
      await open()
      expectMatch(await outcome, { status: 401, body: { error: 'invalid_token' } })
      await context.expectCounts({ apiRequests: 2 })
    },
  },
  {
    name: 'after a logout nothing that was under way brings the old token back',
    async run(context) {
      const open = await context.holdTokens()
      const { outcome } = started(context, '/first')
      await context.untilCounts({ tokenRequests: 1 })
      await context.auth.clear()
      await outcome
      await open()
      await context.untilCounts({ tokenResponses: 1 })
      expectMatch(await context.outcome('/next'), { status: 200 })
      expectEqual(
        (await context.requests()).filter(({ url }) => url === '/next').map(({ tokenNumber }) => tokenNumber),
        [2],
      )
    },
  },
  {
    name: 'tokens from a login serve at once, waiting requests too, whatever a refresh is still doing',
    async run(context) {
      const { accessToken } = await context.coordinator().getToken()
      await context.holdTokens()
      const { outcome } = started(context, '/waiting')
      await context.untilCounts({ tokenRequests: 2 })
      await context.auth.setTokens({ access_token: accessToken, expires_in: 300 })
      expectMatch(await outcome, { status: 200 })
      expectMatch(await context.outcome('/next'), { status: 200 })
      expectEqual(
        (await context.requests()).map(({ tokenNumber }) => tokenNumber),
        [1, 1],
      )
    },
  },
  {
    name: 'after `invalidate()` the next request waits for a new token',
    async run(context) {
      await context.warm()
      context.auth.invalidate()
      expectMatch(await context.outcome('/echo'), { status: 200 })
      expectEqual(
        (await context.requests()).map(({ tokenNumber }) => tokenNumber),
        [1, 2],
      )
      await context.expectCounts({ apiUnauthorized: 0 })
    },
  },
  {
    name: 'a stored token serves the next process without a token request',
    setup: () => ({ coordinator: { store: memoryStore() } }),
    async run(context) {
      const store = memoryStore()
      const [first, second] = [context.coordinator({ store }), context.coordinator({ store })]
      expectMatch(await context.outcome('/one', await context.client({}, first)), { status: 200 })
      expectMatch(await context.outcome('/two', await context.client({}, second)), { status: 200 })
      await context.expectCounts({ tokenRequests: 1, apiOk: 2 })
    },
  },
  {
    name: 'a 401 for a token that another process has refreshed meanwhile costs no token request',
    async run(context) {
      const store = memoryStore()
      const [first, second] = await Promise.all(
        [context.coordinator({ store }), context.coordinator({ store })].map((auth) => context.client({}, auth)),
      )
      expectMatch([await context.outcome('/one', first), await context.outcome('/two', second)], times(2, { status: 200 }))
      await context.testbed.revokeAccessTokens()
      expectMatch([await context.outcome('/three', first), await context.outcome('/four', second)], times(2, { status: 200 }))
      await context.expectCounts({ tokenRequests: 2, apiOk: 4 })
    },
  },
  {
    name: 'a store that fails keeps no request from its token',
    setup: () => ({
      coordinator: {
        store: defineStore({
          load: () => Promise.reject(new Error('no disk')),
          save: () => Promise.reject(new Error('no disk')),
        }),
      },
    }),
    async run(context) {
      await context.revoked()
      expectMatch(await context.outcome('/echo'), { status: 200 })
      await context.expectCounts({ tokenRequests: 2 })
      await context.untilEvent('store-failed')
    },
  },
  {
    name: 'a hand-written source serves as well',
    async run(context) {
      let asked = 0
      const auth = context.coordinator({
        async source() {
          asked++
          return { access_token: (await context.auth.getToken()).accessToken }
        },
      })
      const client = await context.client({}, auth)
      expectMatch([await context.outcome('/one', client), await context.outcome('/two', client)], times(2, { status: 200 }))
      expectEqual(asked, 1)
    },
  },
  ...sourceEnds,
  ...beforeSignIn,
  ...userSwitches,
])
