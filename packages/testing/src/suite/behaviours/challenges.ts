import { expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'

type Row = Omit<Behaviour, 'theme'>

const refreshed: readonly (readonly [challenge: string, words: string])[] = [
  ['invalid_token', 'says invalid_token'],
  ['bare', 'has a bare Bearer challenge'],
  ['none', 'has no challenge'],
  ['list', 'says invalid_token behind another challenge'],
]

const handsOff: readonly (readonly [challenge: string, status: number, words: string])[] = [
  ['basic', 401, 'a 401 that wants Basic'],
  ['dpop', 401, 'a 401 that wants DPoP'],
  ['insufficient_scope', 403, 'a 403 for want of scope'],
  ['insufficient_scope_401', 401, 'a 401 for want of scope'],
  ['invalid_request', 401, 'a 401 for a malformed request'],
  ['step_up', 401, 'a 401 that asks for a stronger login'],
  ['forbidden', 403, 'a 403 without a challenge'],
]

export const challenges: readonly Behaviour[] = behavioursOf('challenges', [
  ...refreshed.map(([challenge, words]): Row => ({
    name: `a 401 that ${words} refreshes the token`,
    async run(context) {
      expectMatch(await context.outcome(`/echo?reject=1&challenge=${challenge}`), { status: 200 })
      await context.expectCounts({ tokenRequests: 2, apiRequests: 2, apiUnauthorized: 1 })
    },
  })),
  ...handsOff.map(([challenge, status, words]): Row => ({
    name: `${words} is the caller's own affair`,
    needs: status === 401 ? ['challenge'] : [],
    async run(context) {
      const { body, ...outcome } = await context.outcome(`/echo?reject=always&challenge=${challenge}`)
      expectMatch(outcome, { status })
      expectMatch(body, { error: challenge === 'forbidden' ? 'access_denied' : (rejectionCodes[challenge] ?? challenge) })
      await context.expectCounts({ tokenRequests: 1, apiRequests: 1 })
    },
  })),
  {
    name: "a 401 for another scheme than the token's is the caller's own affair",
    needs: ['challenge'],
    setup: () => ({ coordinator: { scheme: 'Token' } }),
    async run(context) {
      expectMatch(await context.outcome('/open?reject=1&challenge=invalid_token'), { status: 401 })
      await context.expectCounts({ tokenRequests: 1, apiRequests: 1 })
    },
  },
  {
    name: 'a 401 without details is left alone where it is configured so',
    setup: () => ({ coordinator: { bareChallenge: 'ignore' } }),
    async run(context) {
      expectMatch(await context.outcome('/echo?reject=1&challenge=none'), { status: 401 })
      await context.expectCounts({ tokenRequests: 1, apiRequests: 1 })
    },
  },
  {
    name: 'a 403 refreshes the token where it is configured so',
    setup: () => ({ coordinator: { shouldRefresh: ({ status }) => status === 403 } }),
    async run(context) {
      expectMatch(await context.outcome('/echo?reject=1&challenge=forbidden'), { status: 200 })
      await context.expectCounts({ tokenRequests: 2, apiRequests: 2 })
    },
  },
  ...[400, 404, 419, 429, 500, 503].map((status): Row => ({
    name: `a ${status} is not replayed`,
    async run(context) {
      expectMatch(await context.outcome(`/status/${status}`), { status, body: { status } })
      await context.expectCounts({ tokenRequests: 1, apiRequests: 1 })
    },
  })),
])

/** The field `error` in the bodies of some rejections, by the name of the challenge. For these names, the field has another value. */
const rejectionCodes: Readonly<Record<string, string>> = {
  basic: 'invalid_token',
  dpop: 'invalid_token',
  insufficient_scope_401: 'insufficient_scope',
  step_up: 'insufficient_user_authentication',
}
