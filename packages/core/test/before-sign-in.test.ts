import { describe, expect, test, vi } from 'vitest'
import {
  type Coordinator,
  type CoordinatorOptions,
  defineStore,
  memoryStore,
  SessionEndedError,
  sessionEndpoint,
  type TokenSource,
  type TokenStore,
} from '../src/index.ts'
import { type Authorization, sendWithToken, type OutgoingRequest } from '../src/adapter/index.ts'
import { endOfSession } from '../src/token/stored-token.ts'
import { flush } from './fake-clock.ts'
import { testStart, stored } from './stored.ts'
import { createWorld, token, type World } from './world.ts'
import { adapterSideOf } from '../src/adapter/index.ts'

const url = 'https://api.example.com/orders'
const hour = 3_600_000
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )
const ended = (reason: string) => ({ code: 'ERR_SESSION_ENDED', reason })
const status = (code: number) => (): Response => new Response(null, { status: code })
const json = (body: unknown) => (): Response => Response.json(body)

interface Endpoint {
  readonly source: TokenSource
  respond: () => Response | Promise<Response>
  asked: number
}

/** A source that responds as it is told, and counts how often. */
function createEndpoint(options: { readonly retryAfterEnd?: number } = {}): Endpoint {
  const fetch = async (): Promise<Response> => {
    endpoint.asked++
    return endpoint.respond()
  }
  const endpoint: Endpoint = {
    source: sessionEndpoint('https://shop.example.com/session', { ...options, fetch }),
    respond: status(401),
    asked: 0,
  }
  return endpoint
}

const withoutToken = (options: Partial<CoordinatorOptions>): World =>
  createWorld({ retries: 0, beforeSignIn: 'send-without-token', ...options })

/** A store that fails until it is mended. */
function failingStore(): { readonly store: TokenStore; readonly mend: () => void } {
  const memory = memoryStore()
  let isBroken = true
  const check = (): void => {
    if (isBroken) throw new Error('no disk')
  }
  return {
    store: defineStore({
      async load() {
        check()
        return memory.load()
      },
      async save(next, expected) {
        check()
        return memory.save(next, expected)
      },
    }),
    mend() {
      isBroken = false
    },
  }
}

async function storeWith(record: ReturnType<typeof stored>): Promise<TokenStore> {
  const store = memoryStore()
  await store.save({ ...record, revision: 1 }, 0)
  return store
}

/** Sends one request as adapters do. */
function send(
  auth: Coordinator,
  answers: readonly number[] = [200],
): { readonly sent: (string | undefined)[]; readonly status: Promise<number> } {
  const sent: (string | undefined)[] = []
  const request: OutgoingRequest = { url, replayable: true, session: adapterSideOf(auth).sessionForCall() }
  const transport = {
    ownHeader: () => false,
    async attempt(_request: OutgoingRequest, authorization: Authorization | undefined) {
      sent.push(authorization?.value)
      return { status: answers[sent.length - 1]! }
    },
    errorDetails: () => ({ challenge: 'Bearer error="invalid_token"' }),
  }
  return { sent, status: sendWithToken(auth, transport, request).then((answer) => answer.status) }
}

describe('while nobody is signed in, requests go out without a token', () => {
  const refreshOnly: TokenSource = { refresh: async () => token(1) }
  test.for<[name: string, options: () => Partial<CoordinatorOptions> | Promise<Partial<CoordinatorOptions>>]>([
    ['a session endpoint says so by a 401', () => ({ source: sessionEndpoint(url, { fetch: async () => status(401)() }) })],
    ['by a 204', () => ({ source: sessionEndpoint(url, { fetch: async () => status(204)() }) })],
    ['by null', () => ({ source: sessionEndpoint(url, { fetch: async () => json(null)() }) })],
    ['by an empty object', () => ({ source: sessionEndpoint(url, { fetch: async () => json({})() }) })],
    ['a source gives a Response of 401', () => ({ source: async () => status(401)() })],
    ['a source throws a SessionEndedError', () => ({ source: async () => Promise.reject(new SessionEndedError()) })],
    ['a source says so whose store fails', () => ({ source: async () => status(401)(), store: failingStore().store })],
    ['a source that only refreshes has no refresh token, and the store is empty', () => ({ source: refreshOnly })],
    [
      'a logout is in the store, from before',
      async () => ({ source: refreshOnly, store: await storeWith(endOfSession('alice', 3, testStart)) }),
    ],
  ])('%s', async ([, options]) => {
    const { auth, clock, eventsOf } = withoutToken(await options())
    const { sent, status: first } = send(auth)
    expect(await first).toBe(200)
    await clock.advance(hour)
    const later = [send(auth), send(auth)]
    await Promise.all(later.map(({ status: answer }) => answer))
    expect([sent, ...later.map((each) => each.sent)]).toEqual([[undefined], [undefined], [undefined]])
    expect(eventsOf('session-ended')).toEqual([])
    expect(auth.sessionSignal.aborted).toBe(false)
  })

  test('and the source is asked once for all of them', async () => {
    const endpoint = createEndpoint()
    const { auth, clock } = withoutToken({ source: endpoint.source })
    for (let round = 0; round < 3; round++) {
      await Promise.all([send(auth), send(auth), send(auth)].map(({ status: answer }) => answer))
      await clock.advance(hour)
    }
    expect(endpoint.asked).toBe(1)
  })

  test('and a 401 to such a request is the response of the caller', async () => {
    const endpoint = createEndpoint()
    const { auth } = withoutToken({ source: endpoint.source })
    const { sent, status: answer } = send(auth, [401])
    expect(await answer).toBe(401)
    expect(sent).toEqual([undefined])
    expect(endpoint.asked).toBe(1)
  })

  test('but getToken() fails', async () => {
    const { auth } = withoutToken({ source: createEndpoint().source })
    await expect(auth.getToken()).rejects.toMatchObject(ended('not-signed-in'))
  })
})

describe('by default', () => {
  test('a request fails with an error that says that nobody is signed in, and not that a session has ended', async () => {
    const { eventsOf, request } = createWorld({ source: createEndpoint().source })
    for (let call = 0; call < 2; call++) {
      expect(await failure(request())).toMatchObject({
        ...ended('not-signed-in'),
        message: 'Nobody is signed in. Log in, and call setTokens().',
      })
    }
    expect(eventsOf('session-ended')).toEqual([{ reason: 'not-signed-in' }])
  })

  test('the reason stays the same each time that the source is asked again', async () => {
    const endpoint = createEndpoint({ retryAfterEnd: 10_000 })
    const { clock, eventsOf, request } = createWorld({ source: endpoint.source })
    for (let round = 0; round < 3; round++) {
      expect(await failure(request())).toMatchObject(ended('not-signed-in'))
      await clock.advance(10_000)
    }
    expect(endpoint.asked).toBe(3)
    expect(eventsOf('session-ended')).toHaveLength(1)
  })
})

describe('no request goes out without a token', () => {
  test.for<[name: string, respond: () => Response | Promise<Response>]>([
    ['a 503', status(503)],
    ['a 429', status(429)],
    ['a page of HTML', () => new Response('<html>')],
    ['a broken connection', () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } }))],
  ])('while the token endpoint gives %s, nor during the cooldown', async ([, respond]) => {
    const endpoint = createEndpoint()
    endpoint.respond = respond
    const { auth, clock } = withoutToken({ source: endpoint.source })
    for (let call = 0; call < 2; call++) {
      const { sent, status: answer } = send(auth)
      expect(await failure(answer)).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
      expect(sent).toEqual([])
    }
    expect(endpoint.asked).toBe(1)
    endpoint.respond = status(401)
    await clock.advance(30_000)
    expect(await send(auth).status).toBe(200)
  })

  test('while the store fails that may hold a session, if the source only refreshes', async () => {
    const { store, mend } = failingStore()
    const { auth, clock, eventsOf } = withoutToken({ source: { refresh: async () => token(1) }, store })
    const { sent, status: answer } = send(auth)
    expect(await failure(answer)).toMatchObject({
      code: 'ERR_TOKEN_UNAVAILABLE',
      message: 'No token could be got: The store could not be read.',
    })
    expect(sent).toEqual([])
    expect(eventsOf('session-ended')).toEqual([])
    mend()
    await clock.advance(30_000)
    expect(await send(auth).status).toBe(200)
  })

  test.for<[name: string, logOut: (world: World) => Promise<unknown>, reason: string]>([
    ['a logout', async ({ auth }) => auth.clear(), 'cleared'],
    ['the source has ended the session', async ({ clock }) => clock.advance(300_000), 'no-grant'],
    ['dispose()', async ({ auth }) => auth.dispose(), 'disposed'],
  ])('after %s', async ([, logOut, reason]) => {
    const endpoint = createEndpoint()
    const world = withoutToken({ source: endpoint.source })
    await send(world.auth).status
    await world.auth.setTokens(token(1))
    await logOut(world)
    for (let call = 0; call < 3; call++) {
      const { sent, status: answer } = send(world.auth)
      const error = await failure(answer)
      expect(error).toMatchObject({ code: 'ERR_SESSION_ENDED' })
      // After a logout, the source is asked anew, and has nothing.
      expect([reason, 'no-grant']).toContain((error as SessionEndedError).reason)
      expect(sent).toEqual([])
      await world.clock.advance(hour)
    }
    await flush()
    expect(world.eventsOf('session-ended')[0]).toEqual({ reason })
  })

  test.for([undefined, 10_000])('after a logout that came before any session (retryAfterEnd: %s)', async (retryAfterEnd) => {
    for (const isAnswered of [false, true]) {
      const endpoint = createEndpoint(retryAfterEnd === undefined ? {} : { retryAfterEnd })
      const { auth, clock } = withoutToken({ source: endpoint.source })
      if (isAnswered) await send(auth).status
      await clock.advance(20_000)
      await auth.clear()
      for (let call = 0; call < 3; call++) {
        const { sent, status: answer } = send(auth)
        expect(await failure(answer)).toMatchObject({ code: 'ERR_SESSION_ENDED' })
        expect(sent).toEqual([])
        await clock.advance(20_000)
      }
    }
  })

  test('after a session that the store had, and that the source says is over', async () => {
    const { auth } = withoutToken({ source: createEndpoint().source, store: await storeWith(stored(1, { issuedAt: testStart - hour })) })
    const { sent, status: answer } = send(auth)
    expect(await failure(answer)).toMatchObject(ended('no-grant'))
    expect(sent).toEqual([])
  })

  test('whose refresh token to begin with is dead', async () => {
    const source: TokenSource = {
      refresh: async () => Response.json({ error: 'invalid_grant' }, { status: 400 }),
      initialRefreshToken: () => 'dead',
    }
    const { auth } = withoutToken({ source })
    expect(await failure(send(auth).status)).toMatchObject(ended('no-grant'))
  })
})

describe('a login', () => {
  test('is followed by requests with its token, in the session that calls before it joined', async () => {
    const { auth } = withoutToken({ source: createEndpoint().source })
    const { sessionSignal } = auth
    const { session } = adapterSideOf(auth)
    await send(auth).status
    await auth.setTokens(token(7))
    const { sent, status: answer } = send(auth)
    await answer
    expect(sent).toEqual(['Bearer access-7'])
    expect(adapterSideOf(auth).session).toBe(session)
    expect(sessionSignal.aborted).toBe(false)
    // The client's own retry of a call that began before.
    expect(adapterSideOf(auth).authorize({ url, session })).toMatchObject({ value: 'Bearer access-7' })
  })

  test('that comes while a request waits is what this request is sent with', async () => {
    const { auth, calls } = withoutToken({})
    const { sent, status: answer } = send(auth)
    await flush()
    await auth.setTokens(token(7))
    await calls[0]?.fail(new SessionEndedError())
    await answer
    expect(sent).toEqual(['Bearer access-7'])
  })

  test.for<[what: string, change: (auth: Coordinator) => Promise<void>, sent: string[]]>([
    ['a login', (auth) => auth.setTokens(token(7)), ['Bearer access-7']],
    ['a logout', (auth) => auth.clear(), []],
  ])('between the answer of the source and the sending counts: %s', async ([, change, expected]) => {
    const { auth } = withoutToken({ source: createEndpoint().source })
    let changes = 0
    const side = adapterSideOf(auth)
    const { authorize } = side
    vi.spyOn(side, 'authorize').mockImplementation(async (...given) => {
      const authorization = await authorize(...given)
      if (changes++ === 0) void change(auth)
      return authorization
    })
    const { sent, status: answer } = send(auth)
    await failure(answer)
    expect(sent).toEqual(expected)
  })

  test('a logout while a request waits ends that request', async () => {
    const { auth, calls } = withoutToken({})
    const { sent, status: answer } = send(auth)
    const error = failure(answer)
    await flush()
    await auth.clear()
    await calls[0]?.fail(new SessionEndedError())
    expect(await error).toMatchObject(ended('cleared'))
    expect(sent).toEqual([])
  })

  test.for<[name: string, record: ReturnType<typeof stored>, sent: string]>([
    ['a token', stored(1, { session: 'login' }), 'Bearer stored-1'],
    [
      'a token that has expired, and a refresh token',
      stored(1, { session: 'login', issuedAt: testStart - hour, refreshToken: 'refresh-1' }),
      'Bearer access-2',
    ],
  ])('in another process is found in the store: %s', async ([, record, expected]) => {
    const store = memoryStore()
    const { auth, clock } = withoutToken({ source: { refresh: async () => token(2) }, store })
    await send(auth).status
    await store.save({ ...record, revision: 1 }, 0)
    await clock.advance(1000)
    const { sent, status: answer } = send(auth)
    await answer
    expect(sent).toEqual([expected])
  })
})

describe('a source that may be asked again after a time', () => {
  test('is asked once for all who come then, and they go out without a token', async () => {
    const endpoint = createEndpoint({ retryAfterEnd: 10_000 })
    const { auth, clock, eventsOf } = withoutToken({ source: endpoint.source })
    await send(auth).status
    for (let round = 2; round < 5; round++) {
      await clock.advance(9_999)
      await send(auth).status
      expect(endpoint.asked).toBe(round - 1)
      await clock.advance(1)
      const all = [send(auth), send(auth), send(auth)]
      await Promise.all(all.map(({ status: answer }) => answer))
      expect(all.flatMap(({ sent }) => sent)).toEqual([undefined, undefined, undefined])
      expect(endpoint.asked).toBe(round)
    }
    expect(eventsOf('session-ended')).toEqual([])
    endpoint.respond = json(token(1))
    await clock.advance(10_000)
    const { sent, status: answer } = send(auth)
    await answer
    expect(sent).toEqual(['Bearer access-1'])
  })

  test('and fails then, keeps requests from going out without a token until it has answered', async () => {
    const endpoint = createEndpoint({ retryAfterEnd: 10_000 })
    const { auth, clock } = withoutToken({ source: endpoint.source })
    await send(auth).status
    endpoint.respond = status(503)
    await clock.advance(10_000)
    for (let call = 0; call < 2; call++) expect(await failure(send(auth).status)).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    expect(endpoint.asked).toBe(2)
    endpoint.respond = status(401)
    await clock.advance(30_000)
    expect(await send(auth).status).toBe(200)
  })
})
