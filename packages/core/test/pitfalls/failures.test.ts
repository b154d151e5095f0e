import { describe, expect, onTestFinished, test } from 'vitest'
import { refreshTimer, TokenRequestError, TokenUnavailableError } from '../../src/index.ts'
import { flush } from '../fake-clock.ts'
import { createWorld, token } from '../world.ts'

const day = 86_400_000
const down = (): TokenRequestError => new TokenRequestError('down', { status: 503 })
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('a valid token wins', () => {
  test('no failure reaches a caller while the token is valid', async () => {
    const { ask, start, calls, clock } = createWorld({ retries: 0 })
    await start()
    for (let second = 0; second < 48; second++) {
      await clock.advance(second === 0 ? 240_000 : 1000)
      expect(ask()).toMatchObject({ value: 'Bearer access-1' })
      await flush()
      if (calls.length > 1) await calls.at(-1)?.fail(down())
    }
    expect(calls.length).toBeGreaterThan(2)
  })

  test('a refresh that hangs delays nobody while the token is valid', async () => {
    const { ask, start, calls, clock } = createWorld({ refreshTimeout: 40_000, maxRetryTime: 45_000 })
    await start()
    await clock.advance(240_000)
    for (let second = 240; second < 290; second++) {
      expect(ask()).toMatchObject({ value: 'Bearer access-1' })
      await clock.advance(1000)
    }
    expect(calls.length).toBeGreaterThan(1)
  })

  test.for<[what: string, error: unknown]>([
    ['a passing trouble', down()],
    ['refused credentials', new TokenRequestError('no', { status: 401, error: 'invalid_client' })],
    ['a dead refresh token', new TokenRequestError('no', { status: 400, error: 'invalid_grant' })],
    ['an answer that is none', new TokenRequestError('no', { status: 404 })],
    ['a bug in the source', new RangeError('a bug')],
    ['what is no error', undefined],
  ])('a refresh that fails by %s drops no valid token', async ([, error]) => {
    const { ask, start, calls, clock, eventsOf } = createWorld({ retries: 0 })
    await start(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(250_000)
    void ask()
    await flush()
    for (let call = 1; call < calls.length; call++) await calls[call]?.fail(error)
    expect(eventsOf('refresh-failed')).toHaveLength(1)
    expect(ask()).toMatchObject({ value: 'Bearer access-1' })
    expect(eventsOf('session-ended')).toEqual([])
  })
})

describe('a token endpoint that fails', () => {
  test.for<[what: string, error: unknown]>([
    ['503', down()],
    ['429', new TokenRequestError('busy', { status: 429 })],
    ['a network error', new TypeError('fetch failed')],
    ['a gateway’s 404', new TokenRequestError('not found', { status: 404 })],
    ['invalid_client', new TokenRequestError('no', { status: 401, error: 'invalid_client' })],
  ])('%s is no logout: the refresh token is kept and presented again', async ([, error]) => {
    const presented: string[] = []
    let healthy = false
    const { auth, clock, eventsOf, request } = createWorld({
      retries: 0,
      source: {
        async refresh(refreshToken) {
          presented.push(refreshToken)
          if (!healthy) throw error
          return token(2)
        },
      },
    })
    await auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    expect(await failure(request())).not.toMatchObject({ code: 'ERR_SESSION_ENDED' })
    healthy = true
    await clock.advance(300_000)
    expect(await request()).toMatchObject({ value: 'Bearer access-2' })
    expect(presented).toEqual(['refresh-1', 'refresh-1'])
    expect(eventsOf('session-ended')).toEqual([])
  })

  test.for([
    ['seconds', '7', 7000],
    ['an HTTP date', 'Thu, 01 Jan 2026 00:00:09 GMT', 9000],
  ])('a Retry-After in %s is waited for', async ([, retryAfter, wait]) => {
    const { calls, clock, request } = createWorld({ random: () => 0 })
    const waiting = request()
    await flush()
    await calls[0]?.fail(new TokenRequestError('slow down', { status: 429, retryAfter: String(retryAfter) }))
    await clock.advance(Number(wait) - 1)
    expect(calls).toHaveLength(1)
    await clock.advance(1)
    expect(calls).toHaveLength(2)
    await calls[1]?.respond(token(1))
    await waiting
  })

  test('a Retry-After in the past is no hot loop', async () => {
    const { calls, clock, request } = createWorld()
    const waiting = failure(request())
    await flush()
    await calls[0]?.fail(new TokenRequestError('busy', { status: 503, retryAfter: 'Wed, 31 Dec 2025 00:00:00 GMT' }))
    await clock.advance(249)
    expect(calls).toHaveLength(1)
    for (let i = 0; i < 100; i++) {
      await calls.at(-1)?.fail(new TokenRequestError('busy', { status: 503, retryAfter: 'Wed, 31 Dec 2025 00:00:00 GMT' }))
      await clock.advance(10)
    }
    expect(calls.length).toBeLessThanOrEqual(5)
    await clock.advance(60_000)
    for (const call of calls) await call.fail(new TokenRequestError('busy', { status: 503 }))
    await clock.advance(60_000)
    await waiting
  })

  test('an absurd Retry-After ends the wait at once and is capped', async () => {
    const { auth, calls, clock, request } = createWorld()
    const waiting = failure(request())
    await flush()
    await calls[0]?.fail(new TokenRequestError('busy', { status: 503, retryAfter: '999999999' }))
    const error = await waiting
    expect(error).toBeInstanceOf(TokenUnavailableError)
    expect((error as TokenUnavailableError).retryAt - clock.wall()).toBe(300_000)
    await clock.advance(300_000)
    const next = auth.getToken()
    await flush()
    await calls[1]?.respond(token(1))
    expect((await next).generation).toBe(1)
  })

  test('a source that fails for good is left alone by an idle process, and no rejection goes unhandled', async () => {
    let requests = 0
    let unhandled = 0
    const onUnhandled = (): void => void unhandled++
    process.on('unhandledRejection', onUnhandled)
    onTestFinished(() => void process.off('unhandledRejection', onUnhandled))
    const { ask, clock } = createWorld({
      proactive: refreshTimer(),
      retries: 0,
      source: async () => {
        if (++requests === 1) return token(1)
        throw new TokenRequestError('no', { status: 401, error: 'invalid_client' })
      },
    })
    void ask()
    await clock.advance(1)
    void ask()
    await clock.advance(day)
    expect(requests).toBe(2)
    expect(unhandled).toBe(0)
  })
})

describe('a failure is not for ever, and not for all', () => {
  test('callers fail fast until the rest is over, are told when that is, and are served after it', async () => {
    const { calls, clock, request, eventsOf } = createWorld({ retries: 0 })
    const first = failure(request())
    await flush()
    await calls[0]?.fail(new TokenRequestError('down', { status: 503 }))
    const error = (await first) as TokenUnavailableError
    expect(error).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', cause: { status: 503 } })
    expect(await failure(request())).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', retryAt: error.retryAt })
    expect(calls).toHaveLength(1)
    expect(eventsOf('cooldown')).toMatchObject([{ failures: 1, until: error.retryAt }])
    await clock.advance(error.retryAt - clock.wall())
    const again = request()
    await flush()
    await calls[1]?.respond(token(1))
    expect((await again).generation).toBe(1)
  })

  test('a rest belongs to one coordinator', async () => {
    const [bad, good] = [createWorld({ retries: 0 }), createWorld()]
    const failing = failure(bad.request())
    await flush()
    await bad.lastCall.fail(new TokenRequestError('no', { status: 401, error: 'invalid_client' }))
    await failing
    expect((await good.start()).generation).toBe(1)
  })
})

describe('an endpoint that always answers 401', () => {
  test('causes fewer and fewer refreshes: at most 8 in 1,000 requests over a minute', async () => {
    let tokens = 0
    const { clock, rejected, request } = createWorld({ source: async () => token(++tokens) })
    for (let i = 0; i < 1000; i++) {
      await clock.advance(60)
      const replay = await rejected(await request())
      if (replay !== undefined) await rejected(replay)
    }
    expect(tokens).toBeLessThanOrEqual(8)
    expect(tokens).toBeGreaterThan(2)
  })
})
