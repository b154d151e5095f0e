import { describe, expect, test } from 'vitest'
import {
  type Coordinator,
  type CoordinatorEvents,
  createCoordinator,
  TokenRequestError,
  type TokenResponse,
  TokenResponseError,
  type TokenSource,
} from '../src/index.ts'
import { createFakeClock, type FakeClock, flush } from './fake-clock.ts'

const minutes = 1440
const minute = 60_000

/** How a server answers a refresh that brings no token. */
type Way = readonly [name: string, fail: () => unknown]

const status = (code: number, retryAfter?: string): Way => [
  `${code}${retryAfter === undefined ? ' without a word' : ` and Retry-After: ${retryAfter}`}`,
  () => Promise.reject(new TokenRequestError('no', { status: code, retryAfter })),
]
const oauth = (error: string, code = 400): Way => [
  `${code} ${error}`,
  () => Promise.reject(new TokenRequestError('no', { status: code, error })),
]

const dead: readonly Way[] = [oauth('invalid_grant'), oauth('invalid_grant', 401), oauth('invalid_scope')]
const rejections: readonly Way[] = [
  status(400),
  status(403),
  status(404),
  oauth('unauthorized_client'),
  oauth('unsupported_grant_type'),
  oauth('invalid_request'),
  oauth('access_denied'),
  oauth('invalid_target'),
  oauth('consent_required'),
  oauth('interaction_required'),
  oauth('login_required'),
  ['a page in the place of JSON', () => Promise.reject(new SyntaxError('Unexpected token < in JSON'))],
  ['an unusable response', () => Promise.reject(new TokenResponseError('not JSON'))],
  ['a response that is empty', () => Promise.resolve({})],
]
const refusedClient: readonly Way[] = [
  oauth('invalid_client'),
  oauth('invalid_client', 401),
  oauth('unauthorized_client', 401),
  status(401),
]
const troubles: readonly Way[] = [
  status(500),
  status(502),
  status(503),
  status(503, '30'),
  status(429),
  status(429, '30'),
  status(408),
  oauth('server_error'),
  oauth('server_error', 500),
  oauth('temporarily_unavailable'),
  oauth('slow_down'),
  oauth('use_dpop_nonce'),
]

interface Day {
  readonly auth: Coordinator
  readonly clock: FakeClock
  readonly failed: number
  readonly refreshes: number
  readonly obtains: number
  readonly ended: number
  readonly rejected: readonly CoordinatorEvents['refresh-rejected'][]
}

/** One request each minute for a day. Tokens live for five minutes. */
async function spendDay(
  fail: () => unknown,
  {
    canObtain,
    isLogin = false,
    healsAt = Infinity,
    interactive = false,
  }: { canObtain: boolean; isLogin?: boolean; healsAt?: number; interactive?: boolean },
): Promise<Day> {
  const clock = createFakeClock()
  let serial = 0
  let refreshes = 0
  let obtains = 0
  let failed = 0
  let ended = 0
  const rejected: CoordinatorEvents['refresh-rejected'][] = []
  const grant = (): TokenResponse => ({ access_token: `access-${++serial}`, refresh_token: `refresh-${serial}`, expires_in: 300 })
  const source: TokenSource = {
    interactive,
    initialRefreshToken: () => 'refresh-0',
    refresh: async () => {
      refreshes++
      return clock.monotonic() < healsAt && refreshes > 1 ? ((await fail()) as TokenResponse) : grant()
    },
    ...(canObtain && {
      obtain: async () => {
        obtains++
        return grant()
      },
    }),
  }
  const auth = createCoordinator({ source, origins: 'any', clock, random: () => 0.5, refreshAt: 0.8 })
  auth.on('session-ended', () => ended++)
  auth.on('refresh-rejected', (event) => rejected.push(event))
  if (isLogin) await auth.setTokens(grant())
  for (let count = 0; count < minutes; count++) {
    void auth.getToken().catch(() => failed++)
    await clock.advance(minute)
  }
  await flush()
  return { auth, clock, failed, refreshes, obtains, ended, rejected }
}

describe('a refresh that brings no token', () => {
  test.for([...dead, ...rejections, ...refusedClient, ...troubles])(
    '(%s) keeps nobody from a token whom the credentials give one',
    async ([, fail]) => {
      const { failed, obtains, ended } = await spendDay(fail, { canObtain: true })
      expect(failed).toBeLessThanOrEqual(1)
      expect(ended).toBe(0)
      // One for each lifetime, and no more.
      expect(obtains).toBeGreaterThan(280)
      expect(obtains).toBeLessThan(365)
    },
  )

  test.for(rejections)('(%s) costs no request of anybody, as the credentials are asked at once', async ([, fail]) => {
    const { failed, rejected } = await spendDay(fail, { canObtain: true })
    expect(failed).toBe(0)
    expect(rejected.filter(({ followedBy }) => followedBy !== 'obtain')).toEqual([])
  })

  test.for(dead)('(%s) ends the session of a source that can do nothing else, once', async ([, fail]) => {
    const { failed, refreshes, ended, rejected } = await spendDay(fail, { canObtain: false })
    expect([refreshes, ended]).toEqual([2, 1])
    expect(failed).toBeGreaterThan(minutes - 10)
    expect(rejected).toMatchObject([{ isRepeated: false, followedBy: 'session-end' }])
  })

  test.for([...rejections, ...refusedClient, ...troubles])(
    '(%s) ends no session of a source that can do nothing else: it recovers with the server',
    async ([, fail]) => {
      const { auth, failed, ended } = await spendDay(fail, { canObtain: false, healsAt: 3_600_000 })
      expect(ended).toBe(0)
      expect(failed).toBeLessThan(70)
      expect((await auth.getToken()).accessToken).toMatch(/^access-/)
    },
  )

  test.for(rejections)('(%s) twice in a row ends the refreshes until the process begins anew', async ([, fail]) => {
    const { refreshes } = await spendDay(fail, { canObtain: true })
    // One brings the first token.
    expect(refreshes).toBeLessThanOrEqual(3)
  })

  test.for(rejections)('(%s) is no reason to use other credentials in a session that a login began', async ([, fail]) => {
    const { obtains } = await spendDay(fail, { canObtain: true, isLogin: true })
    expect(obtains).toBe(0)
  })

  test.for(rejections)('(%s) is no reason to ask a person', async ([, fail]) => {
    const { obtains } = await spendDay(fail, { canObtain: true, interactive: true })
    expect(obtains).toBe(0)
  })
})
