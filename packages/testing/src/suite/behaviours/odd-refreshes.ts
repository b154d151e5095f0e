import type { TokenSource } from '@everbearer/core'
import { clientCredentials, password, refreshToken } from '@everbearer/oauth2'
import { type OddRefreshResponse, oddRefreshResponses, type RemoteTestbed } from '../../server/remote.ts'
import { expectEqual, expectMatch } from '../assert.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Setup } from '../setup.ts'
import type { TestContext } from '../test-context.ts'
import { due, expired, times } from './steps.ts'

/** Minimum cooldown (pause after a failed refresh), ms. Delays of a busy machine are shorter. A token of age `due` is valid for longer. */
const cooldown = 5_000
/** Time that is longer than the cooldown after two failed refreshes in a row, ms, even if the server rejected the credentials. */
const longCooldown = 60_000
const users = [{ username: 'ada', password: 'lovelace' }] as const

type SourceKind = 'client credentials' | 'a password'

const setup = (): Setup => ({ account: { refreshTokens: true, rotateRefreshTokens: true } })

/** Responses to a refresh that suggest no overload and no server error. After them, the source uses its credentials without a pause. */
const atOnce = ['an empty 400', 'unauthorized_client', 'a page'] as const satisfies readonly OddRefreshResponse[]

async function createSource(kind: SourceKind, { testbed, account }: TestContext): Promise<TokenSource> {
  const { tokenEndpoint } = testbed
  if (kind === 'client credentials') return clientCredentials({ tokenEndpoint, ...account })
  const [user] = users
  await testbed.registerUser(user)
  return password({ tokenEndpoint, ...account, ...user })
}

/** Makes the server respond to each refresh with the response named `way`. Resolves to a function that restores the server. */
function refuseRefreshes({ testbed }: TestContext, way: OddRefreshResponse): ReturnType<RemoteTestbed['failTokenEndpoint']> {
  return testbed.failTokenEndpoint(oddRefreshResponses[way], { grantType: 'refresh_token' })
}

/** Behaviours with servers that reject every refresh in unusual ways: valid credentials still get a token. */
export const oddRefreshes: readonly Omit<Behaviour, 'theme'>[] = [
  ...(['client credentials', 'a password'] as const).flatMap((kind) =>
    atOnce.map((way) => ({
      name: `a source with ${kind} whose refreshes are answered with ${way} obtains a token for the very same request`,
      setup,
      async run(context: TestContext) {
        const auth = context.coordinator({ source: await createSource(kind, context) })
        const client = await context.client({}, auth)
        expectMatch(await context.outcome('/warm', client), { status: 200 })
        await refuseRefreshes(context, way)
        for (const number of [2, 3, 4]) {
          // Token 3 follows a revocation. Tokens 2 and 4 follow an expiry.
          if (number === 3) await context.testbed.revokeAccessTokens()
          else context.elapse(expired)
          expectMatch(
            await context.outcome('/echo', client),
            { status: 200, body: { headers: { authorization: 'Bearer' } } },
            `with token ${number}`,
          )
        }
        // If no refresh has ever worked, refreshes stop after one `unauthorized_client`, or after two lifetimes.
        const refreshes = way === 'unauthorized_client' ? 1 : 2
        await context.expectCounts({ tokenRequests: 4 + refreshes, tokenResponses: 4, tokenErrors: refreshes, apiOk: 4 })
      },
    })),
  ),
  ...(['client credentials', 'a password'] as const).map((kind) => ({
    name: `a source with ${kind} whose refreshes are answered with a 500 obtains after the cooldown, and no request notices`,
    setup,
    async run(context: TestContext) {
      const auth = context.coordinator({ source: await createSource(kind, context), cooldown: { min: cooldown } })
      context.listen(auth)
      const client = await context.client({}, auth)
      expectMatch(await context.outcome('/warm', client), { status: 200 })
      await refuseRefreshes(context, 'a 500')
      for (const round of [1, 2]) {
        context.elapse(due)
        expectMatch(await context.outcome('/due', client), { status: 200 })
        await context.untilEvent('refresh-failed', round)
        expectMatch(await context.outcome('/cooling-down', client), { status: 200 })
        await context.expectCounts({ tokenRequests: 2 * round, tokenErrors: round })
        context.elapse(cooldown)
        expectMatch(await context.outcome('/next', client), { status: 200 })
        await context.untilEvent('refresh', 1 + round)
        await context.expectCounts({ tokenRequests: 2 * round + 1, tokenErrors: round })
      }
      // After two lifetimes without a successful refresh, only the credentials are used.
      context.elapse(expired)
      expectMatch(await context.outcome('/alone', client), { status: 200 })
      await context.expectCounts({ tokenRequests: 6, tokenErrors: 2, apiOk: 8, apiUnauthorized: 0 })
    },
  })),
  {
    name: 'a server that answers every refresh with a 500 after a revocation costs one request its token, and none after the cooldown',
    setup: () => ({ ...setup(), coordinator: { cooldown: { min: cooldown } } }),
    async run(context) {
      await context.revoked()
      await refuseRefreshes(context, 'a 500')
      expectMatch(await context.outcome('/refused'), { status: 401, body: { error: 'invalid_token' } })
      context.elapse(cooldown)
      for (let call = 0; call < 3; call++) expectMatch(await context.outcome('/echo'), { status: 200 })
      await context.expectCounts({ tokenRequests: 3, tokenErrors: 1, byGrant: { client_credentials: 2 } })
    },
  },
  ...atOnce.map((way) => ({
    name: `a server that answers refreshes with ${way} and credentials with a page gets two token requests, and no more before the cooldown is over`,
    setup: () => ({ ...setup(), coordinator: { retries: 2, cooldown: { min: cooldown } } }),
    async run(context: TestContext) {
      await context.warm()
      await refuseRefreshes(context, way)
      await context.testbed.failTokenEndpoint(oddRefreshResponses['a page'], { grantType: 'client_credentials' })
      context.elapse(expired)
      const outcomes = await Promise.all(times(5, '/echo').map(async (path) => context.outcome(path)))
      expectMatch(outcomes, times(5, { kind: 'everbearer', code: 'ERR_TOKEN_UNAVAILABLE' }))
      expectMatch(await context.outcome('/echo'), { kind: 'everbearer', code: 'ERR_TOKEN_UNAVAILABLE' })
      await context.expectCounts({ tokenRequests: 3, tokenErrors: 2, apiRequests: 1 })
    },
  })),
  ...(['an empty 400', 'unauthorized_client', 'a 500', 'a page'] as const).map((way) => ({
    name: `a source of a refresh token alone that is answered with ${way} fails requests until the server heals, and its session goes on`,
    setup,
    async run(context: TestContext) {
      const { refreshToken: first } = await context.coordinator().getToken()
      const auth = context.coordinator({
        source: refreshToken({ tokenEndpoint: context.testbed.tokenEndpoint, ...context.account, refreshToken: first }),
        cooldown: { min: cooldown },
      })
      context.listen(auth)
      const client = await context.client({}, auth)
      const heal = await refuseRefreshes(context, way)
      const code = way === 'unauthorized_client' ? 'ERR_CREDENTIALS_REJECTED' : 'ERR_TOKEN_UNAVAILABLE'
      for (const requests of [2, 3]) {
        expectMatch([await context.outcome('/one', client), await context.outcome('/two', client)], times(2, { kind: 'everbearer', code }))
        await context.expectCounts({ tokenRequests: requests, apiRequests: 0 })
        context.elapse(longCooldown)
      }
      await heal()
      expectMatch(await context.outcome('/healed', client), { status: 200 })
      context.elapse(expired)
      expectMatch(await context.outcome('/refreshed', client), { status: 200 })
      expectEqual(context.events('session-ended'), [])
      await context.expectCounts({ spentRefreshTokens: 0, byGrant: { client_credentials: 1, refresh_token: 2 } })
    },
  })),
  {
    name: 'a source of a refresh token alone ends its session at `invalid_grant`, once, and asks no more',
    setup,
    async run(context) {
      const { refreshToken: first } = await context.coordinator().getToken()
      const auth = context.coordinator({
        source: refreshToken({ tokenEndpoint: context.testbed.tokenEndpoint, ...context.account, refreshToken: first }),
      })
      context.listen(auth)
      const client = await context.client({}, auth)
      expectMatch(await context.outcome('/warm', client), { status: 200 })
      await context.testbed.revokeRefreshTokens()
      context.elapse(expired)
      const ended = { kind: 'everbearer', code: 'ERR_SESSION_ENDED' }
      expectMatch([await context.outcome('/waiting', client), await context.outcome('/echo', client)], times(2, ended))
      context.elapse(3_600_000)
      expectMatch(await context.outcome('/later', client), ended)
      expectEqual(context.events('session-ended'), [{ reason: 'no-grant' }])
      await context.expectCounts({ tokenRequests: 3, tokenErrors: 1, apiRequests: 1 })
    },
  },
]
