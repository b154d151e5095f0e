import { afterEach, describe, expect, test, vi } from 'vitest'
import { memoryStore, sessionEndpoint, type SessionEndpointOptions, type TokenStore } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token, type World } from './world.ts'

const url = 'https://shop.example.com/session/token'
const hour = 3_600_000
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )
const ended = { code: 'ERR_SESSION_ENDED', reason: 'no-grant' }
const notSignedIn = { code: 'ERR_SESSION_ENDED', reason: 'not-signed-in' }

type Reply = () => Response | Promise<Response>
type Sent = { readonly url: unknown; readonly init: RequestInit }

/** A fetch that gives the replies in their order, the last one again and again. */
function replying(...replies: Reply[]): { readonly fetch: typeof fetch; readonly sent: Sent[] } {
  const sent: Sent[] = []
  return {
    sent,
    async fetch(target, init = {}) {
      sent.push({ url: target, init })
      return replies[Math.min(sent.length, replies.length) - 1]!()
    },
  }
}

interface EndpointWorld {
  readonly world: World
  readonly sent: Sent[]
}

function createEndpointWorld(replies: Reply[], options: SessionEndpointOptions = {}, store: TokenStore = memoryStore()): EndpointWorld {
  const { fetch, sent } = replying(...replies)
  return { world: createWorld({ source: sessionEndpoint(url, { fetch, ...options }), store, retries: 0 }), sent }
}

const json =
  (body: unknown, status = 200, headers = {}): Reply =>
  () =>
    Response.json(body, { status, headers })
const good = (n: number): Reply => json(token(n))
const status =
  (code: number): Reply =>
  () =>
    new Response(null, { status: code })

describe('the request', () => {
  test('is a POST with the cookies of its origin, that is not cached, follows no redirect, and tells itself from a forged one', async () => {
    const { sent, world } = createEndpointWorld([good(1)])
    expect((await world.request()).value).toBe('Bearer access-1')
    const { headers, signal, ...init } = sent[0]!.init
    expect(sent[0]!.url).toBe(url)
    expect(init).toEqual({ method: 'POST', credentials: 'same-origin', cache: 'no-store', redirect: 'manual', bearer: false })
    expect(Object.fromEntries(headers as Headers)).toEqual({ accept: 'application/json', 'everbearer-request': 'token' })
    expect(signal).toBeInstanceOf(AbortSignal)
  })

  test('has the method, body and headers that it is told', async () => {
    const { sent, world } = createEndpointWorld([good(1)], {
      method: 'PUT',
      body: '{"scope":"all"}',
      headers: { 'content-type': 'application/json', Accept: 'application/vnd.shop+json' },
    })
    await world.request()
    const { body, headers, method } = sent[0]!.init
    expect({ body, method, headers: Object.fromEntries(headers as Headers) }).toEqual({
      body: '{"scope":"all"}',
      method: 'PUT',
      headers: { accept: 'application/vnd.shop+json', 'content-type': 'application/json', 'everbearer-request': 'token' },
    })
  })

  test('has body and headers made for it, where functions give them', async () => {
    let made = 0
    const { sent, world } = createEndpointWorld([good(1)], {
      body: async () => `body ${++made}`,
      headers: () => [['x-csrf-token', `csrf ${++made}`]],
    })
    await world.request()
    await world.clock.advance(300_000)
    await world.request()
    expect(sent.map(({ init }) => init.body)).toEqual(['body 2', 'body 4'])
    expect(sent.map(({ init }) => new Headers(init.headers).get('x-csrf-token'))).toEqual(['csrf 1', 'csrf 3'])
  })

  describe('by default', () => {
    afterEach(() => vi.unstubAllGlobals())

    test('goes through the fetch that the platform has by then', async () => {
      const source = sessionEndpoint(new URL(url))
      const { fetch, sent } = replying(good(1))
      vi.stubGlobal('fetch', fetch)
      await createWorld({ source }).request()
      expect(sent[0]!.url).toEqual(new URL(url))
    })
  })
})

describe('nobody is signed in', () => {
  test.for<[name: string, reply: Reply, options?: SessionEndpointOptions]>([
    ['by a 401', status(401)],
    ['by a 204', status(204)],
    ['by null', json(null)],
    ['by an empty object', json({})],
    ['by a redirect that the platform shows', () => new Response(null, { status: 302, headers: { location: '/login' } })],
    [
      'by a redirect that the platform hides',
      () => Object.defineProperties(new Response(null), { type: { value: 'opaqueredirect' }, status: { value: 0 } }),
    ],
    [
      'by the login page at the end of a redirect, where a fetch of the user’s own follows it',
      () => Object.defineProperty(new Response('<html>'), 'redirected', { value: true }),
    ],
    ['by a 403 whose error says so', json({ error: 'login_required' }, 403)],
    ['by a status that endOn lists', status(419), { endOn: [419, 440] }],
    ['by a status that endOn lists, beside those that always count', status(401), { endOn: [419] }],
    [
      'by what endOn sees',
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      { endOn: ({ headers }) => headers.get('content-type') === 'text/html' },
    ],
    [
      'by default, where endOn throws',
      status(401),
      {
        endOn: () => {
          throw new Error('no')
        },
      },
    ],
  ])('%s: the session ends', async ([, reply, options]) => {
    const {
      sent,
      world: { clock, eventsOf, request },
    } = createEndpointWorld([good(1), reply], options)
    await request()
    await clock.advance(300_000)
    expect(await failure(request())).toMatchObject(ended)
    await clock.advance(hour)
    expect(await failure(request())).toMatchObject(ended)
    expect(eventsOf('session-ended')).toEqual([{ reason: 'no-grant' }])
    expect(sent).toHaveLength(2)
  })

  test('says the error which status and code the endpoint sent', async () => {
    const { world } = createEndpointWorld([json({ error: 'login_required' }, 403)])
    const error = (await failure(world.request())) as Error
    expect(error.cause).toMatchObject({ code: 'ERR_TOKEN_REQUEST', status: 403, error: 'login_required' })
  })

  test('setTokens() begins anew', async () => {
    const {
      sent,
      world: { auth, clock, request },
    } = createEndpointWorld([status(401), good(2)])
    await failure(request())
    await auth.setTokens(token(1))
    expect((await request()).value).toBe('Bearer access-1')
    await clock.advance(300_000)
    expect((await request()).value).toBe('Bearer access-2')
    expect(sent).toHaveLength(2)
  })
})

describe('the session goes on', () => {
  test.for<[name: string, reply: Reply, options?: SessionEndpointOptions]>([
    ['after a 403 that says no such thing', json({ error: 'forbidden' }, 403)],
    ['after a 403 with an empty object', json({}, 403)],
    ['after a 404', status(404)],
    ['after a 429', status(429)],
    ['after a 503', json({ error: 'login_required' }, 503)],
    ['after a page of HTML', () => new Response('<html>')],
    ['after a broken connection', () => Promise.reject(new TypeError('fetch failed'))],
    ['after a 401 that endOn knows better', status(401), { endOn: ({ status: code }, isSignedOut) => isSignedOut && code !== 401 }],
    ['after what endOn answers with a promise', status(404), { endOn: (() => Promise.resolve(true)) as never }],
  ])('%s', async ([, reply, options]) => {
    const {
      world: { clock, eventsOf, request },
    } = createEndpointWorld([reply, good(1)], options)
    expect(await failure(request())).toMatchObject({ code: expect.stringMatching(/ERR_TOKEN_UNAVAILABLE|ERR_CREDENTIALS_REJECTED/) })
    await clock.advance(hour)
    expect((await request()).value).toBe('Bearer access-1')
    expect(eventsOf('session-ended')).toEqual([])
  })

  test('as the endpoint’s Retry-After asks, with its spread', async () => {
    const {
      world: { clock, request },
    } = createEndpointWorld([json({}, 503, { 'retry-after': '100' }), good(1)])
    const { retryAt } = (await failure(request())) as { retryAt: number }
    expect(retryAt - clock.wall()).toBe(125_000)
  })
})

describe('endOn', () => {
  test('is told of each response, with what counts by default', async () => {
    const told: unknown[] = []
    const { world } = createEndpointWorld([json({ user: null }, 200, { 'x-a': 'b' })], {
      endOn(response, isSignedOut) {
        told.push({ ...response, headers: response.headers.get('x-a'), isSignedOut })
        return true
      },
    })
    expect(await failure(world.request())).toMatchObject(notSignedIn)
    expect(told).toEqual([{ status: 200, json: { user: null }, headers: 'b', isRedirect: false, isSignedOut: false }])
  })
})

describe('retryAfterEnd', () => {
  test('lets one request try again after that time, and those who come meanwhile wait with it', async () => {
    const {
      sent,
      world: { clock, eventsOf, request },
    } = createEndpointWorld([good(1), status(401), status(401), status(401), good(2)], { retryAfterEnd: 10_000 })
    await request()
    await clock.advance(300_000)
    expect(await failure(request())).toMatchObject(ended)
    for (let round = 0; round < 2; round++) {
      await clock.advance(9_999)
      expect(await failure(request())).toMatchObject(ended)
      expect(sent).toHaveLength(2 + round)
      await clock.advance(1)
      expect(await Promise.all([failure(request()), failure(request())])).toMatchObject([ended, ended])
      expect(await failure(request())).toMatchObject(ended)
      expect(sent).toHaveLength(3 + round)
    }
    expect(eventsOf('session-ended')).toEqual([{ reason: 'no-grant' }])
    await clock.advance(10_000)
    expect((await request()).value).toBe('Bearer access-2')
    expect(sent).toHaveLength(5)
  })

  test('is followed by another session, whose end is told as well', async () => {
    const {
      world: { clock, eventsOf, request },
    } = createEndpointWorld([status(401), good(1), status(401)], { retryAfterEnd: 10_000 })
    await failure(request())
    await clock.advance(10_000)
    await request()
    await clock.advance(300_000)
    expect(await failure(request())).toMatchObject(ended)
    await flush()
    expect(eventsOf('session-ended')).toEqual([{ reason: 'not-signed-in' }, { reason: 'no-grant' }])
  })

  test('is off by default', async () => {
    const {
      sent,
      world: { clock, request },
    } = createEndpointWorld([status(401), good(1)])
    await failure(request())
    await clock.advance(1000 * hour)
    expect(await failure(request())).toMatchObject(notSignedIn)
    expect(sent).toHaveLength(1)
  })

  test('does not bring back the token that a server refused, though the store has it still', async () => {
    const {
      sent,
      world: { clock, eventsOf, rejected, request },
    } = createEndpointWorld([good(1), status(401), status(401), good(2)], { retryAfterEnd: 10_000 })
    await rejected(await request())
    expect(await failure(request())).toMatchObject(ended)
    await clock.advance(10_000)
    expect(await failure(request())).toMatchObject(ended)
    expect(await failure(request())).toMatchObject(ended)
    await clock.advance(10_000)
    expect((await request()).value).toBe('Bearer access-2')
    expect(sent).toHaveLength(4)
    expect(eventsOf('session-ended')).toEqual([{ reason: 'no-grant' }])
  })

  test('leaves a request that fails for a while to the cooldown, whatever the store has', async () => {
    const {
      sent,
      world: { clock, request },
    } = createEndpointWorld([good(1), status(401), status(503), good(2)], { retryAfterEnd: 10_000 })
    await request()
    await clock.advance(300_000)
    await failure(request())
    await clock.advance(10_000)
    expect(await failure(request())).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', message: expect.stringContaining('503') })
    expect(await failure(request())).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', message: expect.stringContaining('503') })
    expect(sent).toHaveLength(3)
    await clock.advance(1000)
    expect((await request()).value).toBe('Bearer access-2')
  })

  test('counts from when the endpoint said so, while the last token still serves', async () => {
    const {
      sent,
      world: { clock, eventsOf, request },
    } = createEndpointWorld([good(1), status(401), good(2)], { retryAfterEnd: 10_000 })
    await request()
    await clock.advance(250_000)
    for (let call = 0; call < 3; call++) {
      expect((await request()).value).toBe('Bearer access-1')
      await flush()
    }
    expect(sent).toHaveLength(2)
    await clock.advance(10_000)
    await request()
    await flush()
    expect((await request()).value).toBe('Bearer access-2')
    expect(eventsOf('session-ended')).toEqual([])
  })

  test('does not count after dispose()', async () => {
    const {
      sent,
      world: { auth, clock, request },
    } = createEndpointWorld([status(401), good(1)], { retryAfterEnd: 10_000 })
    await failure(request())
    auth.dispose()
    await clock.advance(10_000)
    expect(await failure(request())).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'disposed' })
    expect(sent).toHaveLength(1)
  })

  test('is an option of any source, checked with the others', () => {
    const obtain = async (): Promise<never> => Promise.reject(new Error('not called'))
    expect(() => createWorld({ source: { obtain, retryAfterEnd: 1 } })).not.toThrow()
    for (const retryAfterEnd of [0, -1, NaN, Infinity, '10']) {
      expect(() => createWorld({ source: { obtain, retryAfterEnd: retryAfterEnd as number } })).toThrow(
        /^source.retryAfterEnd: expected a number from 1 to /,
      )
    }
  })
})

describe('a wrong option is a TypeError that names it and what is allowed', () => {
  test.for<[name: string, url: unknown, options: Record<string, unknown>, message: string]>([
    ['url', '', {}, 'url: expected a URL, absolute or relative'],
    ['url', undefined, {}, 'url: expected a URL, absolute or relative'],
    ['url', 5, {}, 'url: expected a URL, absolute or relative'],
    ['method', url, { method: '' }, 'method: expected an HTTP method'],
    ['method', url, { method: 'GET /' }, 'method: expected an HTTP method'],
    ['body', url, { method: 'GET', body: 's3cret' }, 'body: expected none with the method GET'],
    ['body', url, { method: 'head', body: 's3cret' }, 'body: expected none with the method head'],
    ['body', url, { body: new ReadableStream() }, 'body: expected one that can be sent again, and no stream'],
    [
      'headers',
      url,
      { headers: { 'x-key': 's3cret\n!' } },
      'headers: expected names and values that a request can have, or a function that gives them',
    ],
    ['headers', url, { headers: 5 }, 'headers: expected names and values that a request can have, or a function that gives them'],
    ['endOn', url, { endOn: 401 }, 'endOn: expected a list of statuses from 200 to 599, or a function'],
    ['endOn', url, { endOn: ['401'] }, 'endOn: expected a list of statuses from 200 to 599, or a function'],
    ['endOn', url, { endOn: [0] }, 'endOn: expected a list of statuses from 200 to 599, or a function'],
    ['retryAfterEnd', url, { retryAfterEnd: 0 }, 'retryAfterEnd: expected a number from 1 to 2147483647'],
    ['retryAfterEnd', url, { retryAfterEnd: Infinity }, 'retryAfterEnd: expected a number from 1 to 2147483647'],
    ['fetch', url, { fetch: 'fetch' }, 'fetch: expected a function'],
    [
      'an unknown name',
      url,
      { retryAfterend: 5 },
      'Unknown option "retryAfterend". Allowed: method, body, headers, map, endOn, retryAfterEnd, fetch.',
    ],
    [
      'an unknown name that is undefined',
      url,
      { timeout: undefined },
      'Unknown option "timeout". Allowed: method, body, headers, map, endOn, retryAfterEnd, fetch.',
    ],
    ['no object', url, null as never, 'options: expected an object'],
  ])('%s', ([, target, options, message]) => {
    expect(() => sessionEndpoint(target as string, options)).toThrow(new TypeError(message))
  })
})
