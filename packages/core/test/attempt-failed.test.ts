import { describe, expect, test } from 'vitest'
import { TokenRequestError } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token } from './world.ts'

const unavailable = new TokenRequestError('no', { status: 503 })
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('attempt-failed', () => {
  test('is told of each failed token request of a refresh, with the delay before the next', async () => {
    const { calls, clock, eventsOf, request } = createWorld()
    const waiting = request()
    await flush()
    await calls[0]?.fail(unavailable)
    await clock.advance(1_000)
    await calls[1]?.fail(new TokenRequestError('slow', { status: 400, error: 'slow_down' }))
    await clock.advance(2_000)
    await calls[2]?.respond(token(1))
    await waiting
    expect(eventsOf('attempt-failed')).toEqual([
      { grant: 'obtain', attempt: 1, class: 'transient', status: 503, error: undefined, retryIn: 250 },
      { grant: 'obtain', attempt: 2, class: 'transient', status: 400, error: 'slow_down', retryIn: 500 },
    ])
  })

  test('is told of the last one too, after which there is no other', async () => {
    const { calls, eventsOf, request } = createWorld({ retries: 0 })
    const waiting = failure(request())
    await flush()
    await calls[0]?.fail(unavailable)
    await waiting
    expect(eventsOf('attempt-failed')).toEqual([
      { grant: 'obtain', attempt: 1, class: 'transient', status: 503, error: undefined, retryIn: undefined },
    ])
  })

  test('tells no delay where the next attempt would come too late', async () => {
    const { calls, eventsOf, request } = createWorld()
    const waiting = failure(request())
    await flush()
    await calls[0]?.fail(new TokenRequestError('busy', { status: 429, retryAfter: '60' }))
    await waiting
    expect(eventsOf('attempt-failed')).toMatchObject([{ status: 429, retryIn: undefined }])
  })

  test('is told of a refusal, of a mistake in the source, and of a response without a token', async () => {
    for (const [given, told] of [
      [new TokenRequestError('no', { status: 401, error: 'invalid_client' }), { class: 'terminal', status: 401, error: 'invalid_client' }],
      [new TypeError('client.pst is not a function'), { class: 'source-error' }],
    ] as const) {
      const { calls, eventsOf, request } = createWorld()
      const waiting = failure(request())
      await flush()
      await calls[0]?.fail(given)
      await waiting
      expect(eventsOf('attempt-failed')).toMatchObject([{ attempt: 1, retryIn: undefined, ...told }])
    }
    const { calls, eventsOf, request } = createWorld()
    const waiting = failure(request())
    await flush()
    await calls[0]?.respond({ token: 'in the wrong place' })
    await waiting
    expect(eventsOf('attempt-failed')).toMatchObject([{ grant: 'obtain', attempt: 1, class: 'unusable', retryIn: undefined }])
  })

  test('is told of a refresh token, and of the credentials after it', async () => {
    const { start, calls, clock, eventsOf, request } = createWorld()
    await start(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    const waiting = failure(request())
    await flush()
    await calls[1]?.fail(new TokenRequestError('no', { status: 400, error: 'unauthorized_client' }))
    await calls[2]?.fail(new TokenRequestError('no', { status: 401, error: 'invalid_client' }))
    await waiting
    expect(eventsOf('attempt-failed')).toMatchObject([
      { grant: 'refresh', attempt: 1, status: 400, error: 'unauthorized_client', retryIn: undefined },
      { grant: 'obtain', attempt: 1, status: 401, error: 'invalid_client', retryIn: undefined },
    ])
  })

  test('is told of an unusable response to a refresh token', async () => {
    const { start, calls, clock, eventsOf, request } = createWorld()
    await start(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    const waiting = request()
    await flush()
    await calls[1]?.respond({})
    await calls[2]?.respond(token(2))
    await waiting
    expect(eventsOf('attempt-failed')).toMatchObject([{ grant: 'refresh', attempt: 1, class: 'unusable', retryIn: undefined }])
  })
})

describe('tokens-set', () => {
  test('is told of tokens that begin a session', async () => {
    const { auth, eventsOf } = createWorld()
    await auth.setTokens(token(1))
    await auth.setTokens(token(2))
    await flush()
    expect(eventsOf('tokens-set')).toEqual([
      { generation: 1, session: 'new' },
      { generation: 2, session: 'new' },
    ])
  })

  test('is told of tokens that continue the session, and of those that were to, where there was none', async () => {
    const { auth, eventsOf } = createWorld()
    await auth.setTokens(token(1), { session: 'same' })
    await auth.setTokens(token(2), { session: 'same' })
    await flush()
    expect(eventsOf('tokens-set')).toEqual([
      { generation: 1, session: 'new' },
      { generation: 2, session: 'same' },
    ])
  })
})
