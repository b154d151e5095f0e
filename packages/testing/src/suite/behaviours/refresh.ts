import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { oddRefreshes } from './odd-refreshes.ts'
import { due, expired } from './steps.ts'

export const refresh: readonly Behaviour[] = behavioursOf('refresh', [
  {
    name: 'the first request gets a token and carries it',
    async run(context) {
      expectEqual((await context.send('/echo')).status, 200)
      await context.expectCounts({ tokenRequests: 1, apiRequests: 1, apiOk: 1, apiUnauthorized: 0 })
      expectMatch(await context.requests(), [{ clientId: context.account.clientId, tokenNumber: 1, headers: { authorization: 'Bearer' } }])
    },
  },
  {
    name: 'later requests carry the same token without asking for another',
    async run(context) {
      for (let call = 0; call < 3; call++) await context.send('/echo')
      await context.expectCounts({ tokenRequests: 1, apiOk: 3 })
      expectEqual(
        (await context.requests()).map(({ tokenNumber }) => tokenNumber),
        [1, 1, 1],
      )
    },
  },
  {
    name: 'a token that is due is refreshed in the background, and the request goes out at once with the old one',
    async run(context) {
      await context.warm()
      const open = await context.holdTokens()
      context.elapse(due)
      expectEqual((await context.send('/echo')).status, 200)
      await context.expectCounts({ apiOk: 2, tokenResponses: 1 })
      await open()
      await context.untilEvent('refresh', 2)
      expectMatch(context.events('refresh')[1], { reason: 'due', waiters: 0 })
      await context.send('/echo')
      expectEqual(
        (await context.requests()).map(({ tokenNumber }) => tokenNumber),
        [1, 1, 2],
      )
      await context.expectCounts({ tokenRequests: 2, apiUnauthorized: 0 })
    },
  },
  {
    name: 'a token that has expired is refreshed before the request goes out',
    async run(context) {
      await context.warm()
      context.elapse(expired)
      expectEqual((await context.send('/echo')).status, 200)
      await context.expectCounts({ tokenRequests: 2, apiRequests: 2, apiUnauthorized: 0 })
      expectEqual((await context.requests()).at(-1)?.tokenNumber, 2)
    },
  },
  {
    name: 'a 401 refreshes the token, and the request is replayed once',
    async run(context) {
      await context.revoked()
      expectEqual((await context.send('/echo')).status, 200)
      await context.expectCounts({ tokenRequests: 2, apiRequests: 3, apiUnauthorized: 1, apiOk: 2 })
      expectEqual(
        (await context.requests()).map(({ tokenNumber }) => tokenNumber),
        [1, 1, 2],
      )
      expectMatch(context.events('replay'), [{ from: 1, generation: 2 }])
    },
  },
  {
    name: 'a second 401 is the answer, and not refreshed for again',
    async run(context) {
      expectMatch(await context.outcome('/echo?reject=always'), { status: 401, body: { error: 'invalid_token' } })
      await context.expectCounts({ tokenRequests: 2, apiRequests: 2, apiUnauthorized: 2 })
    },
  },
  {
    name: 'an endpoint that always answers 401 does not cost a token with each request',
    // On a busy machine, the ten calls may take longer than the shortest cooldown.
    setup: () => ({ coordinator: { cooldown: { min: 60_000 } } }),
    async run(context) {
      for (let call = 0; call < 10; call++) expectMatch(await context.outcome('/echo?reject=always'), { status: 401 })
      await context.expectCounts({ tokenRequests: 2, apiRequests: 11 })
    },
  },
  {
    name: 'a refresh that fails leaves the original 401, whole',
    async run(context) {
      await context.revoked()
      await context.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
      const { status, body } = await context.outcome('/echo?rejectBytes=400000')
      expectEqual(status, 401)
      check(typeof body === 'string' && body.length === 400_000, 'the body of the 401 is not whole')
      await context.expectCounts({ tokenRequests: 2, apiRequests: 2 })
    },
  },
  {
    name: 'a refresh that fails reaches nobody while the token is good',
    async run(context) {
      await context.warm()
      await context.testbed.failTokenEndpoint({ kind: 'reset' })
      context.elapse(due)
      expectEqual((await context.send('/echo')).status, 200)
      await context.untilEvent('refresh-failed')
      expectEqual((await context.send('/echo')).status, 200)
      await context.expectCounts({ apiOk: 3, apiUnauthorized: 0 })
    },
  },
  {
    name: 'a token that cannot be got fails the request with a typed error, and nothing is sent',
    async run(context) {
      await context.testbed.failTokenEndpoint({ kind: 'status', status: 500 })
      expectMatch(await context.outcome('/echo'), { kind: 'everbearer', code: 'ERR_TOKEN_UNAVAILABLE' })
      await context.expectCounts({ apiRequests: 0, tokenRequests: 1 })
    },
  },
  {
    name: 'after a passing trouble of the token endpoint, requests go through again',
    async run(context) {
      const remove = await context.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
      expectMatch(await context.outcome('/echo'), { code: 'ERR_TOKEN_UNAVAILABLE' })
      await remove()
      context.elapse(60_000)
      expectEqual((await context.send('/echo')).status, 200)
      await context.expectCounts({ tokenRequests: 2, apiRequests: 1 })
    },
  },
  {
    name: 'a token endpoint that refuses the client is left alone, and requests fail at once',
    async run(context) {
      await context.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: 'invalid_client' } })
      for (let call = 0; call < 10; call++)
        expectMatch(await context.outcome('/echo'), { kind: 'everbearer', code: 'ERR_CREDENTIALS_REJECTED' })
      await context.expectCounts({ tokenRequests: 1, apiRequests: 0 })
    },
  },
  {
    name: 'a refresh token is used where the server gave one',
    setup: () => ({ account: { refreshTokens: true } }),
    async run(context) {
      await context.revoked()
      expectEqual((await context.send('/echo')).status, 200)
      await context.expectCounts({ byGrant: { client_credentials: 1, refresh_token: 1 }, apiUnauthorized: 1 })
    },
  },
  {
    name: 'a refresh token that the server replaces is never presented twice',
    setup: () => ({ account: { refreshTokens: true, rotateRefreshTokens: true } }),
    async run(context) {
      await context.warm()
      for (let round = 0; round < 4; round++) {
        await context.testbed.revokeAccessTokens()
        const outcomes = await Promise.all([1, 2, 3].map((call) => context.outcome(`/echo?n=${round}-${call}`)))
        expectEqual(
          outcomes.map(({ status }) => status),
          [200, 200, 200],
        )
      }
      await context.expectCounts({ spentRefreshTokens: 0, tokenErrors: 0, byGrant: { client_credentials: 1, refresh_token: 4 } })
    },
  },
  ...oddRefreshes,
])
