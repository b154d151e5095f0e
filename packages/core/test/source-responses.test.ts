import { describe, expect, test } from 'vitest'
import {
  camelCase,
  shareRefreshToken,
  memoryStore,
  SessionEndedError,
  type TokenMap,
  type TokenSource,
  TokenResponseError,
} from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token } from './world.ts'

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )
const json = (body: unknown, status = 200, headers = {}): Response => Response.json(body, { status, headers })
const hour = 3_600_000

/** A stream that sends `chunk` again and again, or nothing at all; notes its cancellation. */
function endless(chunk?: Uint8Array): { readonly body: ReadableStream<Uint8Array>; readonly state: { isCancelled: boolean } } {
  const state = { isCancelled: false }
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => (chunk === undefined ? new Promise(() => {}) : controller.enqueue(chunk)),
    cancel: () => void (state.isCancelled = true),
  })
  return { body, state }
}

describe('a source that gives a Response', () => {
  test('gives the token of its JSON', async () => {
    const { auth, calls, clock, request } = createWorld()
    const waiting = request()
    await flush()
    await calls[0]?.respond(json(token(1, { refresh_token: 'refresh-1', role: 'admin' })))
    expect((await waiting).value).toBe('Bearer access-1')
    expect((await auth.getToken()).fields).toMatchObject({ role: 'admin' })
    await clock.advance(300_000)
    void request()
    await flush()
    expect(calls[1]).toMatchObject({ grant: 'refresh', refreshToken: 'refresh-1' })
  })

  test('may give one of another implementation of fetch', async () => {
    const { calls, request } = createWorld()
    const waiting = request()
    await flush()
    await calls[0]?.respond({ status: 200, headers: new Map(), text: async () => JSON.stringify(token(1)) })
    expect((await waiting).value).toBe('Bearer access-1')
  })

  test('keeps its `this`', async () => {
    class Source implements TokenSource {
      readonly #answer = json(token(1))
      async obtain(): Promise<Response> {
        return this.#answer
      }
    }
    expect((await createWorld({ source: new Source() }).request()).value).toBe('Bearer access-1')
  })

  test.for<[name: string, response: () => Response, delay: number]>([
    ['a 429 that asks for 20 s', () => json({}, 429, { 'retry-after': '20' }), 25_000],
    ['a 503 that asks for 20 s', () => json({}, 503, { 'retry-after': '20' }), 25_000],
    ['a 500', () => json({}, 500), 250],
    ['a 502 with a page of HTML', () => new Response('<html>', { status: 502 }), 250],
    ['a 503 of more than 1 MiB', () => new Response(endless(new Uint8Array(500_000)).body, { status: 503 }), 250],
  ])('%s is a passing failure', async ([, response, delay]) => {
    const { calls, clock, eventsOf, request } = createWorld()
    const waiting = request()
    await flush()
    await calls[0]?.respond(response())
    await clock.advance(delay - 1)
    expect(calls).toHaveLength(1)
    await clock.advance(1)
    expect(calls).toHaveLength(2)
    await calls[1]?.respond(json(token(1)))
    expect((await waiting).generation).toBe(1)
    expect(eventsOf('session-ended')).toEqual([])
  })

  test.for<[name: string, response: () => Response, message: RegExp]>([
    ['a page of HTML', () => new Response('<html>s3cret'), /status 200, but is not JSON/],
    ['no body', () => new Response(null, { status: 204 }), /status 204, but is not JSON/],
    ['a list', () => json([token(1)]), /not a JSON object/],
  ])('%s is unusable', async ([, response, message]) => {
    const { calls, clock, eventsOf, request } = createWorld({ retries: 0 })
    const waiting = failure(request())
    await flush()
    await calls[0]?.respond(response())
    const error = (await waiting) as Error
    expect(error).toMatchObject({
      code: 'ERR_TOKEN_UNAVAILABLE',
      message: expect.stringMatching(message),
      cause: expect.any(TokenResponseError),
    })
    expect(error.message).not.toContain('s3cret')
    await clock.advance(1000)
    expect(calls).toHaveLength(1)
    expect(eventsOf('refresh-failed')).toMatchObject([{ class: 'unusable' }])
  })

  test('a body of more than 1 MiB is cancelled, and is unusable', async () => {
    const { calls, request } = createWorld({ retries: 0 })
    const waiting = failure(request())
    await flush()
    const { body, state } = endless(new Uint8Array(500_000))
    await calls[0]?.respond(new Response(body))
    expect(await waiting).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', message: expect.stringContaining('1 MiB') })
    expect(state.isCancelled).toBe(true)
  })

  test('a body that never ends is cancelled after refreshTimeout, whether or not the source heeds its signal', async () => {
    const { calls, clock, request } = createWorld({ refreshTimeout: 5000 })
    const waiting = request()
    await flush()
    const { body, state } = endless()
    await calls[0]?.respond(new Response(body))
    await clock.advance(4999)
    expect(state.isCancelled).toBe(false)
    await clock.advance(1)
    expect(state.isCancelled).toBe(true)
    await clock.advance(250)
    await calls[1]?.respond(json(token(1)))
    expect((await waiting).generation).toBe(1)
  })

  test('a body that comes when nobody waits for it any more is cancelled', async () => {
    const { calls, clock, request } = createWorld({ refreshTimeout: 5000, retries: 0 })
    const waiting = failure(request())
    await flush()
    await clock.advance(5000)
    await waiting
    const { body, state } = endless()
    await calls[0]?.respond(new Response(body))
    expect(state.isCancelled).toBe(true)
  })

  test('a body that was read before is a mistake that the error names', async () => {
    const { calls, request } = createWorld({ retries: 0 })
    const waiting = failure(request())
    await flush()
    const response = json(token(1))
    await response.json()
    await calls[0]?.respond(response)
    expect(await waiting).toMatchObject({ message: expect.stringContaining('has been read already; expected an unread one') })
  })

  test.for(['invalid_client', 'unauthorized_client'])('a 401 with %s is about the client, and ends no session', async (error) => {
    const { calls, clock, eventsOf, request } = createWorld()
    const waiting = failure(request())
    await flush()
    await calls[0]?.respond(json({ error }, 401))
    expect(await waiting).toMatchObject({ code: 'ERR_CREDENTIALS_REJECTED', error })
    await clock.advance(hour)
    void failure(request())
    await flush()
    expect(calls).toHaveLength(2)
    expect(eventsOf('session-ended')).toEqual([])
  })

  test.for([403, 404, 302])('a %i without a known error is unusable, and ends no session', async (status) => {
    const { calls, eventsOf, request } = createWorld({ retries: 0 })
    const waiting = failure(request())
    await flush()
    await calls[0]?.respond(new Response(null, { status }))
    expect(await waiting).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', message: expect.stringContaining(`status ${status}`) })
    expect(eventsOf('session-ended')).toEqual([])
  })
})

describe('a refresh token', () => {
  const withoutObtain = (response: () => Response): Partial<Parameters<typeof createWorld>[0]> => ({
    source: { refresh: async () => response() },
  })

  test.for<[name: string, response: () => Response]>([
    ['a 401', () => new Response(null, { status: 401 })],
    ['a 401 with an error of its own', () => json({ error: 'unauthorized' }, 401)],
    ['a 400 with invalid_grant', () => json({ error: 'invalid_grant' }, 400)],
  ])('that gets %s is dead, and credentials of the source get through', async ([, response]) => {
    const { start, calls, clock, eventsOf, request } = createWorld()
    await start(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    const waiting = request()
    await flush()
    await calls[1]?.respond(response())
    await flush()
    expect(calls[2]).toMatchObject({ grant: 'obtain' })
    await calls[2]?.respond(json(token(2)))
    expect((await waiting).value).toBe('Bearer access-2')
    expect(eventsOf('session-ended')).toEqual([])
  })

  test('that gets a 401 is struck from the store, and without credentials of the source the session ends', async () => {
    const store = memoryStore()
    const { auth, clock, eventsOf, request } = createWorld({ ...withoutObtain(() => new Response(null, { status: 401 })), store })
    await auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    expect(await failure(request())).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'no-grant' })
    await flush()
    expect(eventsOf('session-ended')).toEqual([{ reason: 'no-grant' }])
    expect(await store.load()).not.toHaveProperty('refreshToken')
  })

  test.for<[name: string, response: () => Response, error: string | undefined]>([
    ['a 401 without an error', () => new Response(null, { status: 401 }), undefined],
    ['a 401 with an error of its own', () => json({ error: 'session_expired' }, 401), 'session_expired'],
    ['a 401 with an error that passes elsewhere', () => json({ error: 'server_error' }, 401), 'server_error'],
  ])('that gets %s is dead, and the events have what the server said', async ([, response, error]) => {
    const { auth, clock, eventsOf, request } = createWorld(withoutObtain(response))
    await auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    expect(await failure(request())).toMatchObject({ code: 'ERR_SESSION_ENDED' })
    await flush()
    expect(eventsOf('attempt-failed')).toMatchObject([{ class: 'invalid-grant', status: 401, error }])
    expect(eventsOf('refresh-rejected')).toMatchObject([{ status: 401, error }])
  })

  test('that gets a 401 with invalid_client stays', async () => {
    const store = memoryStore()
    const { auth, clock, request } = createWorld({ ...withoutObtain(() => json({ error: 'invalid_client' }, 401)), store })
    await auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    expect(await failure(request())).toMatchObject({ code: 'ERR_CREDENTIALS_REJECTED' })
    expect(await store.load()).toMatchObject({ refreshToken: 'refresh-1' })
  })

  test('whose refresh() throws a SessionEndedError is struck from the store, and the session ends without another request', async () => {
    const store = memoryStore()
    const { start, calls, clock, eventsOf, request } = createWorld({ store })
    await start(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    const waiting = failure(request())
    await flush()
    await calls[1]?.fail(new SessionEndedError())
    expect(await waiting).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'no-grant' })
    await clock.advance(hour)
    expect(await failure(request())).toMatchObject({ code: 'ERR_SESSION_ENDED' })
    expect(calls).toHaveLength(2)
    expect(eventsOf('session-ended')).toEqual([{ reason: 'no-grant' }])
    expect(await store.load()).not.toHaveProperty('refreshToken')
  })

  test.for<[name: string, map: TokenMap]>([
    ['names of fields', { access_token: 'accessToken', refresh_token: 'refreshToken' }],
    ['camelCase', camelCase],
    ['a function for another shape', ({ data }) => data],
  ])('that is rotated under another name is shared by the family that knows the map: %s', async ([, map]) => {
    const join = shareRefreshToken({ map })
    const presented: string[] = []
    const source: TokenSource = {
      async refresh(refreshToken) {
        presented.push(refreshToken)
        const next = { access_token: `access-${presented.length}`, refresh_token: `refresh-${presented.length + 1}` }
        return json({ accessToken: next.access_token, refreshToken: next.refresh_token, data: next })
      },
    }
    const sent: string[] = []
    for (let member = 0; member < 2; member++) {
      const { auth, clock, request } = createWorld({ source: join(source) })
      await auth.setTokens(token(0, { refresh_token: 'refresh-1' }))
      await clock.advance(300_000)
      sent.push((await request()).value)
    }
    expect(presented).toEqual(['refresh-1', 'refresh-2'])
    expect(sent).toEqual(['Bearer access-1', 'Bearer access-2'])
  })

  test('of a family, and its map, are used in obtain() as well', async () => {
    const join = shareRefreshToken({ map: camelCase })
    const obtain = async (): Promise<Response> => json({ accessToken: 'obtained' })
    for (const source of [{ obtain }, { obtain, refresh: async () => Promise.reject(new Error('not called')) }] satisfies TokenSource[]) {
      expect((await createWorld({ source: join(source) }).request()).value).toBe('Bearer obtained')
    }
  })

  test.for<[options: unknown, message: string]>([
    [{ maps: camelCase }, 'Unknown option "maps". Allowed: map.'],
    [{ map: 5 }, 'map: expected names of fields, or a function'],
    [null, 'options: expected an object'],
  ])('of a family with wrong options is a TypeError: %j', ([options, message]) => {
    expect(() => shareRefreshToken(options as never)).toThrow(new TypeError(message))
  })

  test('that is rotated in a Response is shared by the family', async () => {
    const join = shareRefreshToken()
    const presented: string[] = []
    const source: TokenSource = {
      async refresh(refreshToken) {
        presented.push(refreshToken)
        return json(token(presented.length, { refresh_token: `refresh-${presented.length + 1}` }))
      },
    }
    for (let member = 0; member < 2; member++) {
      const { auth, clock, request } = createWorld({ source: join(source) })
      await auth.setTokens(token(0, { refresh_token: 'refresh-1' }))
      await clock.advance(300_000)
      await request()
    }
    expect(presented).toEqual(['refresh-1', 'refresh-2'])
  })
})

describe.for<[name: string, end: () => Response, cause: object]>([
  ['a 401', () => new Response('Unauthorized', { status: 401 }), { code: 'ERR_TOKEN_REQUEST', status: 401 }],
  [
    'a 401 with an error of its own',
    () => json({ error: 'not_signed_in' }, 401),
    { code: 'ERR_TOKEN_REQUEST', status: 401, error: 'not_signed_in' },
  ],
  [
    'a SessionEndedError',
    () => {
      throw new SessionEndedError()
    },
    { code: 'ERR_SESSION_ENDED', reason: 'no-grant' },
  ],
  [
    'a SessionEndedError with the reason of another coordinator',
    () => {
      throw new SessionEndedError('cleared')
    },
    { code: 'ERR_SESSION_ENDED', reason: 'cleared' },
  ],
])('a source that gives %s', ([, end, cause]) => {
  /** Its source gives one token after the other until it is told that the session is over. */
  function createSessionWorld() {
    const state = { calls: 0, isOver: false }
    const world = createWorld({
      async source() {
        state.calls++
        return state.isOver ? end() : json(token(state.calls))
      },
    })
    return { world, state }
  }

  test('ends the session: said once by event, and by a typed error to each caller; the source is asked no more', async () => {
    const {
      state,
      world: { clock, eventsOf, request },
    } = createSessionWorld()
    await request()
    state.isOver = true
    await clock.advance(300_000)
    const errors = await Promise.all([failure(request()), failure(request())])
    for (let later = 0; later < 3; later++) {
      await clock.advance(hour)
      errors.push(await failure(request()))
    }
    for (const error of errors) expect(error).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'no-grant', cause })
    await flush()
    expect(eventsOf('session-ended')).toEqual([{ reason: 'no-grant' }])
    expect(eventsOf('refresh-failed')).toMatchObject([{ class: 'session-ended' }])
    expect(eventsOf('cooldown')).toEqual([])
    expect(state.calls).toBe(2)
  })

  test('says before the first token that nobody is signed in', async () => {
    const {
      state,
      world: { clock, eventsOf, request },
    } = createSessionWorld()
    state.isOver = true
    for (let call = 0; call < 3; call++) {
      expect(await failure(request())).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'not-signed-in' })
      await clock.advance(hour)
    }
    expect(eventsOf('session-ended')).toEqual([{ reason: 'not-signed-in' }])
    expect(state.calls).toBe(1)
  })

  test('does not end it before its last token does, and is asked no more meanwhile', async () => {
    const {
      state,
      world: { auth, clock, eventsOf, request },
    } = createSessionWorld()
    await request()
    const { sessionSignal } = auth
    state.isOver = true
    await clock.advance(250_000)
    for (let call = 0; call < 3; call++) {
      expect((await request()).value).toBe('Bearer access-1')
      await flush()
      await clock.advance(10_000)
    }
    expect(eventsOf('session-ended')).toEqual([])
    expect(sessionSignal.aborted).toBe(false)
    await clock.advance(20_000)
    for (let call = 0; call < 3; call++) {
      expect(await failure(request())).toMatchObject({
        code: 'ERR_SESSION_ENDED',
        reason: 'no-grant',
        cause,
      })
    }
    await flush()
    expect(eventsOf('session-ended')).toEqual([{ reason: 'no-grant' }])
    expect(sessionSignal.reason).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'no-grant' })
    expect(state.calls).toBe(2)
  })

  test('after a 401 of the API ends the session at once, and that 401 is the caller’s', async () => {
    const {
      state,
      world: { clock, eventsOf, rejected, request },
    } = createSessionWorld()
    const sent = await request()
    state.isOver = true
    expect(await rejected(sent)).toBeUndefined()
    await flush()
    expect(eventsOf('session-ended')).toEqual([{ reason: 'no-grant' }])
    await clock.advance(hour)
    expect(await failure(request())).toMatchObject({ code: 'ERR_SESSION_ENDED' })
    expect(state.calls).toBe(2)
  })

  test('while a background refresh outlasts the token ends the session, with those who wait', async () => {
    let answer: ((isOver: boolean) => void) | undefined
    const { clock, eventsOf, request } = createWorld({
      maxRetryTime: hour,
      refreshTimeout: hour,
      source: async () =>
        (await new Promise<boolean>((resolve) => {
          answer = resolve
        }))
          ? end()
          : json(token(1)),
    })
    const first = request()
    await flush()
    answer?.(false)
    await first
    await clock.advance(250_000)
    await request()
    await clock.advance(50_000)
    const waiting = failure(request())
    await flush()
    answer?.(true)
    expect(await waiting).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'no-grant' })
    await flush()
    expect(eventsOf('session-ended')).toEqual([{ reason: 'no-grant' }])
  })

  test('is asked again in the session that setTokens() begins, whether the end was told or still to come', async () => {
    for (const age of [250_000, 300_000]) {
      const {
        state,
        world: { auth, clock, eventsOf, request },
      } = createSessionWorld()
      await request()
      state.isOver = true
      await clock.advance(age)
      await failure(request())
      await flush()
      state.isOver = false
      await auth.setTokens(token(9))
      expect((await request()).value).toBe('Bearer access-9')
      await clock.advance(300_000)
      expect((await request()).value).toBe('Bearer access-3')
      expect(eventsOf('session-ended')).toHaveLength(1)
      state.isOver = true
      await clock.advance(300_000)
      await failure(request())
      await flush()
      expect(eventsOf('session-ended')).toHaveLength(2)
    }
  })

  test('is not asked again by a logout', async () => {
    const {
      state,
      world: { auth, clock, eventsOf, request },
    } = createSessionWorld()
    state.isOver = true
    await failure(request())
    await auth.clear()
    await clock.advance(hour)
    expect(await failure(request())).toMatchObject({ code: 'ERR_SESSION_ENDED' })
    expect(eventsOf('session-ended')).toHaveLength(1)
    expect(state.calls).toBe(1)
  })

  test('lets the session go on where another process gets a token for it', async () => {
    const store = memoryStore()
    const state = { isOver: false }
    const { clock, request } = createWorld({ store, source: async () => (state.isOver ? end() : json(token(1))) })
    await request()
    state.isOver = true
    await clock.advance(300_000)
    await failure(request())
    const record = (await store.load())!
    await store.save(
      { ...record, revision: record.revision + 1, generation: 2, accessToken: 'access-2', issuedAt: clock.wall() },
      record.revision,
    )
    expect((await request()).value).toBe('Bearer access-2')
  })
})

test('a session of another coordinator that was replaced is a passing failure: the next call belongs to the new one', async () => {
  const { calls, clock, request } = createWorld()
  const waiting = request()
  await flush()
  await calls[0]?.fail(new SessionEndedError('replaced'))
  await clock.advance(250)
  await calls[1]?.respond(json(token(1)))
  expect((await waiting).generation).toBe(1)
})
