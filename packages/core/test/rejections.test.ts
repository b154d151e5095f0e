import { describe, expect, test } from 'vitest'
import { TokenRequestError } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token } from './world.ts'

describe('a 401 for the present token', () => {
  test('requests that start meanwhile wait for the new token', async () => {
    const { start, calls, rejected, request } = createWorld()
    const sent = await start()
    const replay = rejected(sent)
    await flush()
    const meanwhile = request()
    await calls[1]?.respond(token(2))
    expect((await meanwhile).generation).toBe(2)
    expect((await replay)?.generation).toBe(2)
  })

  test('it joins a refresh that is already under way', async () => {
    const { start, calls, clock, rejected, request } = createWorld()
    const sent = await start()
    await clock.advance(250_000)
    await request()
    await flush()
    const replay = rejected(sent)
    await flush()
    expect(calls).toHaveLength(2)
    await calls[1]?.respond(token(2))
    expect((await replay)?.generation).toBe(2)
  })
})

describe('when the refresh after a 401 fails', () => {
  test('the 401 is handed to the caller, and a token that is still valid goes on serving others', async () => {
    const { ask, start, calls, rejected, request } = createWorld({ retries: 0 })
    const sent = await start()
    const replay = rejected(sent)
    await flush()
    const meanwhile = request()
    await calls[1]?.fail(new TokenRequestError('down', { status: 503 }))
    expect(await replay).toBeUndefined()
    expect((await meanwhile).generation).toBe(1)
    expect(ask()).toMatchObject({ generation: 1 })
  })

  test('401s during the rest that follows cost no token request', async () => {
    const { start, calls, rejected } = createWorld({ retries: 0 })
    const sent = await start()
    const first = rejected(sent)
    await flush()
    await calls[1]?.fail(new TokenRequestError('down', { status: 503 }))
    await first
    expect(await rejected(sent)).toBeUndefined()
    expect(calls).toHaveLength(2)
  })

  test('an abort by the caller is the caller’s own, and the refresh goes on', async () => {
    const { start, calls, rejected, request } = createWorld()
    const sent = await start()
    const leaving = new AbortController()
    const replay = rejected(sent, { signal: leaving.signal })
    await flush()
    leaving.abort(new Error('changed my mind'))
    await expect(replay).rejects.toThrow('changed my mind')
    await calls[1]?.respond(token(2))
    expect((await request()).generation).toBe(2)
  })
})

describe('an endpoint that always answers 401', () => {
  test('a replay is not replayed', async () => {
    const { start, calls, rejected } = createWorld()
    const replay = rejected(await start())
    await flush()
    await calls[1]?.respond(token(2))
    const second = await replay
    expect(second).toMatchObject({ attempt: 2, isFinal: true })
    expect(second && (await rejected(second))).toBeUndefined()
    expect(calls).toHaveLength(2)
  })

  test('a token that was on its way when the first 401 came is not held against the endpoint', async () => {
    const { ask, start, calls, clock, rejected, request } = createWorld()
    const sent = await start()
    await clock.advance(250_000)
    void ask()
    await flush()
    const replaying = rejected(sent)
    await calls[1]?.respond(token(2))
    const replay = await replaying
    expect(replay).toMatchObject({ generation: 2, attempt: 2, isFinal: false })
    const second = rejected(replay!)
    await flush()
    await calls[2]?.respond(token(3))
    expect(await second).toMatchObject({ generation: 3, attempt: 3, isFinal: true })
    expect((await request()).generation).toBe(3)
  })
})

describe('an ignored response', () => {
  test.for([
    ['insufficient_scope', 'Bearer error="insufficient_scope"'],
    ['invalid_request', 'Bearer error="invalid_request"'],
    ['step-up', 'Bearer error="insufficient_user_authentication", acr_values="gold"'],
    ['another scheme', 'Basic realm="x"'],
    ['DPoP alone', 'DPoP error="invalid_token"'],
  ])('%s causes neither refresh nor replay', async ([, challenge]) => {
    const { start, calls, rejected } = createWorld()
    expect(await rejected(await start(), { challenge: challenge ?? '' })).toBeUndefined()
    await flush()
    expect(calls).toHaveLength(1)
  })

  test('a bare challenge refreshes by default, and can be switched off', async () => {
    const willing = createWorld()
    const replay = willing.rejected(await willing.start(), { challenge: 'Bearer' })
    await flush()
    await willing.lastCall.respond(token(2))
    expect((await replay)?.generation).toBe(2)

    const unwilling = createWorld({ bareChallenge: 'ignore' })
    expect(await unwilling.rejected(await unwilling.start(), { challenge: null })).toBeUndefined()
  })

  test('a predicate can widen and narrow the decision', async () => {
    const widened = createWorld({ shouldRefresh: ({ status }, decision) => decision === 'refresh' || status === 403 })
    const replay = widened.rejected(await widened.start(), { status: 403, challenge: null })
    await flush()
    await widened.lastCall.respond(token(2))
    expect((await replay)?.generation).toBe(2)

    const narrowed = createWorld({ shouldRefresh: () => false })
    expect(await narrowed.rejected(await narrowed.start())).toBeUndefined()
  })

  test('an answer that holds its connection for ever: the 401 is the caller’s, the refresh serves the next', async () => {
    const { start, calls, clock, rejected, request } = createWorld()
    const sent = await start()
    const endless = new ReadableStream<Uint8Array>({ pull: () => new Promise<void>(() => {}) })
    const replay = rejected(sent, { unread: () => endless })
    await clock.advance(5000)
    expect(await replay).toBeUndefined()
    const next = request()
    await flush()
    await calls[1]?.respond(token(2))
    expect((await next).generation).toBe(2)
  })

  test('a caller who leaves while the answer is read gets the reason of that', async () => {
    const { start, rejected } = createWorld()
    const sent = await start()
    const leaving = new AbortController()
    const endless = new ReadableStream<Uint8Array>({ pull: () => new Promise<void>(() => {}) })
    const replay = rejected(sent, { unread: () => endless, signal: leaving.signal })
    leaving.abort(new Error('changed my mind'))
    await expect(replay).rejects.toThrow('changed my mind')
  })

  test('a body that can’t be sent again: the 401 is the caller’s, the refresh serves the next', async () => {
    const { start, calls, rejected, request } = createWorld()
    expect(await rejected(await start(), { replayable: false })).toBeUndefined()
    await flush()
    const next = request()
    await calls[1]?.respond(token(2))
    expect((await next).generation).toBe(2)
  })
})

test('a request is sent three times at most, though each token was asked for before the rejection of the one before', async () => {
  const { auth, start, calls, rejected } = createWorld()
  const replace = async (n: number): Promise<void> => {
    auth.invalidate()
    await flush()
    await calls.at(-1)?.respond(token(n))
  }
  const sent = await start()
  await replace(2)
  const replay = await rejected(sent)
  expect(replay).toMatchObject({ attempt: 2, isFinal: false })
  await replace(3)
  const second = await rejected(replay!)
  expect(second).toMatchObject({ attempt: 3, isFinal: true })
  await replace(4)
  expect(await rejected(second!)).toBeUndefined()
})
