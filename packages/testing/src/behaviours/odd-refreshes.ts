import type { TokenSource } from '@everbearer/core'
import { clientCredentials, password, refreshToken } from '@everbearer/oauth2'
import { type OddRefreshResponse, oddRefreshResponses, type RemoteTestbed } from '@everbearer/testbed/remote'
import { like, same } from '../assert.ts'
import type { Behaviour, Given } from '../behaviour.ts'
import type { Scene } from '../scene.ts'
import { due, expired, times } from './steps.ts'

/** So long that no busy machine outlasts it, and shorter than what is left of a token that is due, ms. */
const cooldown = 5_000
/** Longer than the second cooldown after rejected credentials, ms. */
const longCooldown = 60_000
const users = [{ username: 'ada', password: 'lovelace' }] as const

type SourceKind = 'client credentials' | 'a password'

const given = (): Given => ({ account: { refreshTokens: true, rotateRefreshTokens: true } })

/** Which responses leave the server's health out of doubt, so that the credentials are used at once. */
const atOnce = ['an empty 400', 'unauthorized_client', 'a page'] as const satisfies readonly OddRefreshResponse[]

async function createSource(kind: SourceKind, { testbed, account }: Scene): Promise<TokenSource> {
  const { tokenEndpoint } = testbed
  if (kind === 'client credentials') return clientCredentials({ tokenEndpoint, ...account })
  const [user] = users
  await testbed.registerUser(user)
  return password({ tokenEndpoint, ...account, ...user })
}

/** Has the server answer each refresh like this, from now on. Resolves to a function that heals the server. */
function refuseRefreshes({ testbed }: Scene, way: OddRefreshResponse): ReturnType<RemoteTestbed['failTokenEndpoint']> {
  return testbed.failTokenEndpoint(oddRefreshResponses[way], { grantType: 'refresh_token' })
}

/** What a server may say to a refresh for as long as it likes: credentials that are right get through. */
export const oddRefreshes: readonly Omit<Behaviour, 'theme'>[] = [
  ...(['client credentials', 'a password'] as const).flatMap((kind) =>
    atOnce.map((way) => ({
      name: `a source with ${kind} whose refreshes are answered with ${way} obtains a token for the very same request`,
      given,
      async run(scene: Scene) {
        const auth = scene.coordinator({ source: await createSource(kind, scene) })
        const client = await scene.client({}, auth)
        like(await scene.outcome('/warm', client), { status: 200 })
        await refuseRefreshes(scene, way)
        for (const number of [2, 3, 4]) {
          // By turns, the token is too old and the server refuses it.
          if (number === 3) await scene.testbed.revokeAccessTokens()
          else scene.elapse(expired)
          like(
            await scene.outcome('/echo', client),
            { status: 200, body: { headers: { authorization: 'Bearer' } } },
            `with token ${number}`,
          )
        }
        // Refreshes that never worked are given up: after one `unauthorized_client`, or after two lifetimes.
        const refreshes = way === 'unauthorized_client' ? 1 : 2
        await scene.counted({ tokenRequests: 4 + refreshes, tokenAnswers: 4, tokenErrors: refreshes, apiOk: 4 })
      },
    })),
  ),
  ...(['client credentials', 'a password'] as const).map((kind) => ({
    name: `a source with ${kind} whose refreshes are answered with a 500 obtains after the cooldown, and no request notices`,
    given,
    async run(scene: Scene) {
      const auth = scene.coordinator({ source: await createSource(kind, scene), cooldown: { min: cooldown } })
      scene.listen(auth)
      const client = await scene.client({}, auth)
      like(await scene.outcome('/warm', client), { status: 200 })
      await refuseRefreshes(scene, 'a 500')
      for (const round of [1, 2]) {
        scene.elapse(due)
        like(await scene.outcome('/due', client), { status: 200 })
        await scene.told('refresh-failed', round)
        like(await scene.outcome('/cooling-down', client), { status: 200 })
        await scene.counted({ tokenRequests: 2 * round, tokenErrors: round })
        scene.elapse(cooldown)
        like(await scene.outcome('/next', client), { status: 200 })
        await scene.told('refresh', 1 + round)
        await scene.counted({ tokenRequests: 2 * round + 1, tokenErrors: round })
      }
      // After two lifetimes without a refresh that worked, the credentials alone are asked.
      scene.elapse(expired)
      like(await scene.outcome('/alone', client), { status: 200 })
      await scene.counted({ tokenRequests: 6, tokenErrors: 2, apiOk: 8, apiUnauthorized: 0 })
    },
  })),
  {
    name: 'a server that answers every refresh with a 500 after a revocation costs one request its token, and none after the cooldown',
    given: () => ({ ...given(), coordinator: { cooldown: { min: cooldown } } }),
    async run(scene) {
      await scene.revoked()
      await refuseRefreshes(scene, 'a 500')
      like(await scene.outcome('/refused'), { status: 401, body: { error: 'invalid_token' } })
      scene.elapse(cooldown)
      for (let call = 0; call < 3; call++) like(await scene.outcome('/echo'), { status: 200 })
      await scene.counted({ tokenRequests: 3, tokenErrors: 1, byGrant: { client_credentials: 2 } })
    },
  },
  ...atOnce.map((way) => ({
    name: `a server that answers refreshes with ${way} and credentials with a page gets two token requests, and no more before the cooldown is over`,
    given: () => ({ ...given(), coordinator: { retries: 2, cooldown: { min: cooldown } } }),
    async run(scene: Scene) {
      await scene.warm()
      await refuseRefreshes(scene, way)
      await scene.testbed.failTokenEndpoint(oddRefreshResponses['a page'], { grantType: 'client_credentials' })
      scene.elapse(expired)
      const outcomes = await Promise.all(times(5, '/echo').map(async (path) => scene.outcome(path)))
      like(outcomes, times(5, { kind: 'everbearer', code: 'ERR_TOKEN_UNAVAILABLE' }))
      like(await scene.outcome('/echo'), { kind: 'everbearer', code: 'ERR_TOKEN_UNAVAILABLE' })
      await scene.counted({ tokenRequests: 3, tokenErrors: 2, apiRequests: 1 })
    },
  })),
  ...(['an empty 400', 'unauthorized_client', 'a 500', 'a page'] as const).map((way) => ({
    name: `a source of a refresh token alone that is answered with ${way} fails requests until the server heals, and its session goes on`,
    given,
    async run(scene: Scene) {
      const { refreshToken: first } = await scene.coordinator().getToken()
      const auth = scene.coordinator({
        source: refreshToken({ tokenEndpoint: scene.testbed.tokenEndpoint, ...scene.account, refreshToken: first }),
        cooldown: { min: cooldown },
      })
      scene.listen(auth)
      const client = await scene.client({}, auth)
      const heal = await refuseRefreshes(scene, way)
      const code = way === 'unauthorized_client' ? 'ERR_CREDENTIALS_REJECTED' : 'ERR_TOKEN_UNAVAILABLE'
      for (const requests of [2, 3]) {
        like([await scene.outcome('/one', client), await scene.outcome('/two', client)], times(2, { kind: 'everbearer', code }))
        await scene.counted({ tokenRequests: requests, apiRequests: 0 })
        scene.elapse(longCooldown)
      }
      await heal()
      like(await scene.outcome('/healed', client), { status: 200 })
      scene.elapse(expired)
      like(await scene.outcome('/refreshed', client), { status: 200 })
      same(scene.events('session-ended'), [])
      await scene.counted({ spentRefreshTokens: 0, byGrant: { client_credentials: 1, refresh_token: 2 } })
    },
  })),
  {
    name: 'a source of a refresh token alone ends its session at `invalid_grant`, once, and asks no more',
    given,
    async run(scene) {
      const { refreshToken: first } = await scene.coordinator().getToken()
      const auth = scene.coordinator({
        source: refreshToken({ tokenEndpoint: scene.testbed.tokenEndpoint, ...scene.account, refreshToken: first }),
      })
      scene.listen(auth)
      const client = await scene.client({}, auth)
      like(await scene.outcome('/warm', client), { status: 200 })
      await scene.testbed.revokeRefreshTokens()
      scene.elapse(expired)
      const ended = { kind: 'everbearer', code: 'ERR_SESSION_ENDED' }
      like([await scene.outcome('/waiting', client), await scene.outcome('/echo', client)], times(2, ended))
      scene.elapse(3_600_000)
      like(await scene.outcome('/later', client), ended)
      same(scene.events('session-ended'), [{ reason: 'no-grant' }])
      await scene.counted({ tokenRequests: 3, tokenErrors: 1, apiRequests: 1 })
    },
  },
]
