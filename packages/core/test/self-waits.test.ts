import { describe, expect, test } from 'vitest'
import {
  type Coordinator,
  createCoordinator,
  shareRefreshToken,
  type TokenRequestContext,
  type TokenResponse,
  TokenSourceError,
} from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token, type World } from './world.ts'
import { adapterSideOf } from '../src/adapter/index.ts'

const url = 'https://api.example.com/session'
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )
const remedy = 'Use the client as it was before `withBearer`, or send that request with `bearer: false`.'
const mistake = `The token source sent a request through a client that waits for the token of this source. ${remedy}`

/** A world whose source asks its own coordinator for something. */
function selfCalling(ask: (auth: Coordinator, context: TokenRequestContext) => Promise<unknown>): World {
  const world: World = createWorld({ source: async (context) => (await ask(world.auth, context)) as TokenResponse })
  return world
}

/** As an adapter begins a call. */
async function call(auth: Coordinator, signal?: AbortSignal): Promise<unknown> {
  return adapterSideOf(auth).authorize({ url, signal, session: adapterSideOf(auth).sessionForCall(signal) })
}

const later = async <T>(act: () => T): Promise<T> => {
  await flush()
  return act()
}

describe('a source that waits for its own token', () => {
  test.for<[name: string, ask: (auth: Coordinator, context: TokenRequestContext) => Promise<unknown>]>([
    ['by a client, at once', (auth) => call(auth)],
    [
      'by a client that begins at once and asks later',
      async (auth) => {
        const session = adapterSideOf(auth).sessionForCall()
        return later(() => adapterSideOf(auth).authorize({ url, session }))
      },
    ],
    ['by a client, later, with its signal', (auth, { signal }) => later(() => call(auth, signal))],
    ['by an adapter that tells no session, at once', async (auth) => adapterSideOf(auth).authorize({ url })],
    [
      'by an adapter that tells no session, later, with its signal',
      (auth, { signal }) => later(() => adapterSideOf(auth).authorize({ url, signal })),
    ],
    ['by getToken(), at once', (auth) => auth.getToken()],
    ['by getToken(), later, with its signal', (auth, { signal }) => later(() => auth.getToken({ signal }))],
    [
      'by an error that wraps the one it got',
      (auth) => auth.getToken().catch((cause: unknown) => Promise.reject(new Error('no session', { cause }))),
    ],
  ])('fails its callers at once: %s', async ([, ask]) => {
    const world = selfCalling(ask)
    const waiting = failure(world.request())
    await flush()
    await flush()
    expect(await waiting).toBeInstanceOf(TokenSourceError)
    expect(((await waiting) as Error).cause).toBeInstanceOf(Error)
    expect(world.eventsOf('refresh-failed')).toMatchObject([{ class: 'source-error' }])
    // Nothing else waits on, and the source is left alone for a while.
    expect(await failure(world.request())).toMatchObject({ code: 'ERR_TOKEN_SOURCE' })
    expect(world.clock.pendingTimers).toBe(0)
  })

  test('learns the mistake and the remedy itself, and so do its callers', async () => {
    const seen: unknown[] = []
    const world = selfCalling(async (auth) => {
      seen.push(await failure(auth.getToken()))
      throw seen[0]
    })
    const error = await failure(world.request())
    expect(seen).toMatchObject([{ code: 'ERR_TOKEN_SOURCE', message: mistake, retryAt: world.clock.wall() }])
    expect(error).toMatchObject({ message: `No token could be got: ${mistake}`, cause: seen[0] })
  })

  test('gets the 401 of a request that it sent with the old token and its signal', async () => {
    const asked: unknown[] = []
    const world = createWorld({
      source: async ({ signal }) => {
        const { auth } = world
        await flush()
        asked.push(await adapterSideOf(auth).handleErrorResponse(sent, { status: 401 }, { url, replayable: true, signal }))
        return token(2)
      },
    })
    await world.auth.setTokens(token(1))
    const sent = await world.request()
    const replayed = world.rejected(sent)
    expect((await replayed)?.generation).toBe(2)
    expect(asked).toEqual([undefined])
  })

  test('is found in a family of sources by its signal', async () => {
    const join = shareRefreshToken()
    const auth: Coordinator = createCoordinator({
      origins: 'any',
      source: join({
        refresh: async (_token, { signal }) => (await auth.getToken({ signal })) as never,
        initialRefreshToken: () => 'refresh-1',
      }),
    })
    expect(await failure(auth.getToken())).toMatchObject({ code: 'ERR_TOKEN_SOURCE' })
  })
})

describe('a source that does not', () => {
  test('may ask another coordinator, and its own for what gets no token', async () => {
    const other = createCoordinator({ source: async () => ({ access_token: 'other' }), origins: 'any' })
    const world = selfCalling(async (auth, { signal }) => {
      expect(adapterSideOf(auth).authorize({ url, bearer: false, session: adapterSideOf(auth).sessionForCall(signal) })).toBeUndefined()
      expect(adapterSideOf(auth).authorize({ url, session: adapterSideOf(auth).sessionForCall(signal) }, true)).toBeUndefined()
      return { access_token: `for-${(await other.getToken({ signal })).accessToken}` }
    })
    expect((await world.request()).value).toBe('Bearer for-other')
  })

  test('makes nobody else its own: not who waits meanwhile, and not who comes later', async () => {
    const world = createWorld()
    const first = world.request()
    await flush()
    const second = call(world.auth, new AbortController().signal)
    await world.lastCall.respond(token(1))
    expect(await first).toBe(await second)
    expect(adapterSideOf(world.auth).sessionForCall()).toBe(adapterSideOf(world.auth).session)
  })

  test('and throws at once makes nobody its own either', async () => {
    const world = createWorld({
      source: () => {
        throw new Error('at once')
      },
    })
    void failure(world.request())
    await flush()
    expect(adapterSideOf(world.auth).sessionForCall()).toBe(adapterSideOf(world.auth).session)
  })
})

describe('a token request that takes too long', () => {
  test('says what may be wrong, where a request has begun to wait since it was made', async () => {
    const world = createWorld({ retries: 0 })
    const first = failure(world.request())
    await flush()
    const second = failure(world.request())
    await world.clock.advance(10_000)
    const message = `No token could be got: The token request took longer than 10000 ms. Meanwhile a request began to wait for this token. If the source sent that request, it waits for itself. ${remedy}`
    expect(await first).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', message })
    expect(await second).toMatchObject({ message })
  })

  test('says no such thing where none has', async () => {
    const world = createWorld({ retries: 0 })
    const waiting = [failure(world.request()), failure(world.request())]
    await world.clock.advance(10_000)
    for (const error of await Promise.all(waiting))
      expect(error).toMatchObject({ message: 'No token could be got: The token request took longer than 10000 ms.' })
  })
})
