import { check, like, same } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { oddRefreshes } from './odd-refreshes.ts'
import { due, expired } from './steps.ts'

export const refresh: readonly Behaviour[] = behavioursOf('refresh', [
  {
    name: 'the first request gets a token and carries it',
    async run(scene) {
      same((await scene.send('/echo')).status, 200)
      await scene.counted({ tokenRequests: 1, apiRequests: 1, apiOk: 1, apiUnauthorized: 0 })
      like(await scene.requests(), [{ clientId: scene.account.clientId, tokenNumber: 1, headers: { authorization: 'Bearer' } }])
    },
  },
  {
    name: 'later requests carry the same token without asking for another',
    async run(scene) {
      for (let call = 0; call < 3; call++) await scene.send('/echo')
      await scene.counted({ tokenRequests: 1, apiOk: 3 })
      same(
        (await scene.requests()).map(({ tokenNumber }) => tokenNumber),
        [1, 1, 1],
      )
    },
  },
  {
    name: 'a token that is due is refreshed in the background, and the request goes out at once with the old one',
    async run(scene) {
      await scene.warm()
      const open = await scene.holdTokens()
      scene.elapse(due)
      same((await scene.send('/echo')).status, 200)
      await scene.counted({ apiOk: 2, tokenAnswers: 1 })
      await open()
      await scene.told('refresh', 2)
      like(scene.events('refresh')[1], { reason: 'due', waiters: 0 })
      await scene.send('/echo')
      same(
        (await scene.requests()).map(({ tokenNumber }) => tokenNumber),
        [1, 1, 2],
      )
      await scene.counted({ tokenRequests: 2, apiUnauthorized: 0 })
    },
  },
  {
    name: 'a token that has expired is refreshed before the request goes out',
    async run(scene) {
      await scene.warm()
      scene.elapse(expired)
      same((await scene.send('/echo')).status, 200)
      await scene.counted({ tokenRequests: 2, apiRequests: 2, apiUnauthorized: 0 })
      same((await scene.requests()).at(-1)?.tokenNumber, 2)
    },
  },
  {
    name: 'a 401 refreshes the token, and the request is replayed once',
    async run(scene) {
      await scene.revoked()
      same((await scene.send('/echo')).status, 200)
      await scene.counted({ tokenRequests: 2, apiRequests: 3, apiUnauthorized: 1, apiOk: 2 })
      same(
        (await scene.requests()).map(({ tokenNumber }) => tokenNumber),
        [1, 1, 2],
      )
      like(scene.events('replay'), [{ from: 1, generation: 2 }])
    },
  },
  {
    name: 'a second 401 is the answer, and not refreshed for again',
    async run(scene) {
      like(await scene.outcome('/echo?reject=always'), { status: 401, body: { error: 'invalid_token' } })
      await scene.counted({ tokenRequests: 2, apiRequests: 2, apiUnauthorized: 2 })
    },
  },
  {
    name: 'an endpoint that always answers 401 does not cost a token with each request',
    // On a busy machine the ten may take longer than the shortest rest.
    given: () => ({ coordinator: { cooldown: { min: 60_000 } } }),
    async run(scene) {
      for (let call = 0; call < 10; call++) like(await scene.outcome('/echo?reject=always'), { status: 401 })
      await scene.counted({ tokenRequests: 2, apiRequests: 11 })
    },
  },
  {
    name: 'a refresh that fails leaves the original 401, whole',
    async run(scene) {
      await scene.revoked()
      await scene.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
      const { status, body } = await scene.outcome('/echo?refusal=400000')
      same(status, 401)
      check(typeof body === 'string' && body.length === 400_000, 'the body of the 401 is not whole')
      await scene.counted({ tokenRequests: 2, apiRequests: 2 })
    },
  },
  {
    name: 'a refresh that fails reaches nobody while the token is good',
    async run(scene) {
      await scene.warm()
      await scene.testbed.failTokenEndpoint({ kind: 'reset' })
      scene.elapse(due)
      same((await scene.send('/echo')).status, 200)
      await scene.told('refresh-failed')
      same((await scene.send('/echo')).status, 200)
      await scene.counted({ apiOk: 3, apiUnauthorized: 0 })
    },
  },
  {
    name: 'a token that cannot be got fails the request with a typed error, and nothing is sent',
    async run(scene) {
      await scene.testbed.failTokenEndpoint({ kind: 'status', status: 500 })
      like(await scene.outcome('/echo'), { kind: 'everbearer', code: 'ERR_TOKEN_UNAVAILABLE' })
      await scene.counted({ apiRequests: 0, tokenRequests: 1 })
    },
  },
  {
    name: 'after a passing trouble of the token endpoint, requests go through again',
    async run(scene) {
      const remove = await scene.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
      like(await scene.outcome('/echo'), { code: 'ERR_TOKEN_UNAVAILABLE' })
      await remove()
      scene.elapse(60_000)
      same((await scene.send('/echo')).status, 200)
      await scene.counted({ tokenRequests: 2, apiRequests: 1 })
    },
  },
  {
    name: 'a token endpoint that refuses the client is left alone, and requests fail at once',
    async run(scene) {
      await scene.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: 'invalid_client' } })
      for (let call = 0; call < 10; call++) like(await scene.outcome('/echo'), { kind: 'everbearer', code: 'ERR_CREDENTIALS_REJECTED' })
      await scene.counted({ tokenRequests: 1, apiRequests: 0 })
    },
  },
  {
    name: 'a refresh token is used where the server gave one',
    given: () => ({ account: { refreshTokens: true } }),
    async run(scene) {
      await scene.revoked()
      same((await scene.send('/echo')).status, 200)
      await scene.counted({ byGrant: { client_credentials: 1, refresh_token: 1 }, apiUnauthorized: 1 })
    },
  },
  {
    name: 'a refresh token that the server replaces is never presented twice',
    given: () => ({ account: { refreshTokens: true, rotateRefreshTokens: true } }),
    async run(scene) {
      await scene.warm()
      for (let round = 0; round < 4; round++) {
        await scene.testbed.revokeAccessTokens()
        const outcomes = await Promise.all([1, 2, 3].map((call) => scene.outcome(`/echo?n=${round}-${call}`)))
        same(
          outcomes.map(({ status }) => status),
          [200, 200, 200],
        )
      }
      await scene.counted({ spentRefreshTokens: 0, tokenErrors: 0, byGrant: { client_credentials: 1, refresh_token: 4 } })
    },
  },
  ...oddRefreshes,
])
