import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  CredentialsRejectedError,
  SessionEndedError,
  TokenRequestError,
  type TokenResponse,
  TokenResponseError,
  TokenSourceError,
  TokenUnavailableError,
} from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token } from './world.ts'

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('passing troubles', () => {
  test('a 503 is retried with growing, jittered delays, and the callers notice nothing', async () => {
    const { calls, clock, request } = createWorld()
    const waiting = request()
    await flush()
    await calls[0]?.fail(new TokenRequestError('down', { status: 503 }))
    expect(calls).toHaveLength(1)
    await clock.advance(250)
    expect(calls).toHaveLength(2)
    await calls[1]?.fail(new TypeError('fetch failed'))
    await clock.advance(499)
    expect(calls).toHaveLength(2)
    await clock.advance(1)
    await calls[2]?.respond(token(1))
    expect((await waiting).generation).toBe(1)
  })
})

describe('a mistake in the code of the source', () => {
  const source = async (): Promise<TokenResponse> => {
    const client = {} as { post(): Promise<TokenResponse> }
    return client.post()
  }

  test('fails its callers at once, with the mistake and its stack as the cause', async () => {
    const { clock, request, eventsOf } = createWorld({ source })
    const errors = [failure(request()), failure(request())]
    await flush()
    for (const error of await Promise.all(errors)) {
      expect(error).toBeInstanceOf(TokenSourceError)
      expect(error).toMatchObject({
        code: 'ERR_TOKEN_SOURCE',
        retryAt: clock.wall() + eventsOf('cooldown')[0]!.duration,
        cause: expect.any(TypeError),
      })
      expect(((error as Error).cause as Error).stack).toMatch(
        /^TypeError: client\.post is not a function\n.*\bsource\b.*failures\.test\.ts/,
      )
    }
    expect(eventsOf('refresh-failed')).toMatchObject([{ class: 'source-error', error: { code: 'ERR_TOKEN_SOURCE' } }])
  })

  test('tells of it without the words of the error, which may be a secret', async () => {
    const { request } = createWorld({ source: () => Promise.reject(new TypeError('s3cret is not a function')) })
    const error = await failure(request())
    expect((error as Error).message).toBe(
      'No token could be got: the code of the token source threw TypeError; its stack is in `error.cause.stack`.',
    )
    expect(inspect(error, { depth: Infinity }) + JSON.stringify(error)).not.toContain('s3cret')
  })

  test('leaves the source alone for a while, and a token that is still good serves on', async () => {
    const { start, calls, clock, request } = createWorld()
    await start()
    await clock.advance(250_000)
    expect((await request()).generation).toBe(1)
    await flush()
    await calls[1]?.fail(new ReferenceError('client is not defined'))
    await clock.advance(500)
    expect((await request()).generation).toBe(1)
    await flush()
    expect(calls).toHaveLength(2)
    await clock.advance(1_000)
    await request()
    await flush()
    expect(calls).toHaveLength(3)
  })

  test('leaves a refresh token in doubt, as the request may have been sent before', async () => {
    const { start, calls, clock, request } = createWorld()
    await start(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    const waiting = request()
    await flush()
    await calls[1]?.fail(new TypeError('response.jsn is not a function'))
    expect(calls[2]).toMatchObject({ grant: 'obtain' })
    await calls[2]?.respond(token(2))
    expect((await waiting).generation).toBe(2)
  })
})

describe('refused credentials', () => {
  test('1,000 requests over a minute make at most 8 token requests, and all fail with one typed error', async () => {
    let requests = 0
    const { clock, request } = createWorld({
      source: async () => {
        requests++
        throw new TokenRequestError('no', { status: 401, error: 'invalid_client' })
      },
    })
    for (let i = 0; i < 1000; i++) {
      expect(await failure(request())).toMatchObject({ code: 'ERR_CREDENTIALS_REJECTED', error: 'invalid_client' })
      await clock.advance(60)
    }
    expect(requests).toBeLessThanOrEqual(8)
    expect(requests).toBeGreaterThan(1)
  })

  test('new tokens from outside end the rest', async () => {
    const { auth, calls, request } = createWorld()
    const first = failure(request())
    await flush()
    await calls[0]?.fail(new TokenRequestError('no', { status: 400, error: 'unauthorized_client' }))
    expect(await first).toBeInstanceOf(CredentialsRejectedError)
    await auth.setTokens(token(7))
    expect((await request()).value).toBe('Bearer access-7')
  })

  test('a connection error is never reported as a wrong secret', async () => {
    const { calls, request } = createWorld({ retries: 0 })
    const first = failure(request())
    await flush()
    await calls[0]?.fail(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } }))
    expect(await first).toBeInstanceOf(TokenUnavailableError)
  })
})

describe('dead refresh tokens', () => {
  test('invalid_grant obtains anew, and nobody notices', async () => {
    const { start, calls, clock, request } = createWorld()
    await start(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    const waiting = request()
    await flush()
    expect(calls[1]).toMatchObject({ grant: 'refresh', refreshToken: 'refresh-1' })
    await calls[1]?.fail(new TokenRequestError('no', { status: 400, error: 'invalid_grant' }))
    expect(calls[2]).toMatchObject({ grant: 'obtain' })
    await calls[2]?.respond(token(2))
    expect((await waiting).generation).toBe(2)
  })

  test('without credentials the session ends: said once by event, and by a typed error to each caller', async () => {
    const world = createWorld({
      source: { refresh: async () => Promise.reject(new TokenRequestError('no', { status: 400, error: 'invalid_grant' })) },
    })
    await world.auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    await world.clock.advance(300_000)
    const errors = await Promise.all([failure(world.request()), failure(world.request())])
    errors.push(await failure(world.request()))
    expect(errors.every((error) => error instanceof SessionEndedError && error.reason === 'no-grant')).toBe(true)
    await flush()
    expect(world.eventsOf('session-ended')).toEqual([{ reason: 'no-grant' }])
  })

  test('the session ends when the last token does, not when its refresh fails', async () => {
    const world = createWorld({ source: { refresh: async () => Promise.reject(new TokenRequestError('no', { error: 'invalid_grant' })) } })
    await world.auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    await world.clock.advance(250_000)
    expect((await world.request()).generation).toBe(1)
    await flush()
    expect((await world.request()).generation).toBe(1)
    expect(world.eventsOf('session-ended')).toEqual([])
    await world.clock.advance(50_000)
    expect(await failure(world.request())).toBeInstanceOf(SessionEndedError)
  })

  test('a refresh token that is known to be dead is not sent', async () => {
    const { start, calls, clock, request } = createWorld()
    await start(token(1, { refresh_token: 'refresh-1', refresh_expires_in: 300 }))
    await clock.advance(300_000)
    void request()
    await flush()
    expect(calls[1]).toMatchObject({ grant: 'obtain' })
  })

  test('a refresh token that never expires outlives its access token', async () => {
    const { start, calls, clock, request } = createWorld()
    await start(token(1, { refresh_token: 'offline', refresh_expires_in: 0 }))
    await clock.advance(365 * 86_400_000)
    void request()
    await flush()
    expect(calls[1]).toMatchObject({ grant: 'refresh', refreshToken: 'offline' })
  })
})

describe('rotation', () => {
  test('an answer that is none is a typed error, is not asked for again at once, and a valid token survives it', async () => {
    const { start, calls, clock, request, eventsOf } = createWorld()
    await start()
    await clock.advance(250_000)
    await request()
    await flush()
    await calls[1]?.respond('refresh_expires_in')
    expect((await request()).generation).toBe(1)
    await flush()
    expect(calls).toHaveLength(2)
    expect(eventsOf('refresh-failed')).toMatchObject([{ class: 'unusable', reason: 'due' }])
    expect(eventsOf('refresh-failed')[0]?.error.cause).toBeInstanceOf(TokenResponseError)
  })
})
