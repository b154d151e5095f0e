import { describe, expect, test } from 'vitest'
import {
  type AudienceCoordinatorOptions,
  createAudienceCoordinator,
  createCoordinatorPool,
  defineStore,
  memoryStore,
  type MemoryStore,
  type NamedEvent,
  SessionEndedError,
  type StoredToken,
  TokenRequestError,
  TokenSourceError,
} from '../../src/index.ts'
import { createFakeClock, flush } from '../fake-clock.ts'
import { createApis, audiences, moreOrders, orders, stock, userinfo } from './apis.ts'
import { createAuthorizationServer } from './authorization-server.ts'

function createWorld(options: Partial<AudienceCoordinatorOptions> = {}) {
  const clock = createFakeClock()
  const server = createAuthorizationServer()
  const apis = createApis()
  const events: NamedEvent[] = []
  const open = (more: Partial<AudienceCoordinatorOptions> = {}) =>
    createAudienceCoordinator({ source: server.sourceOf, audiences, clock, random: () => 0.5, ...options, ...more })
  const auth = open()
  auth.on('*', (event) => events.push(event))
  const eventsOf = (name: NamedEvent['name']) => events.filter((event) => event.name === name).map(({ event }) => event)
  const get = (url: string) => apis.get(auth, url)
  return { clock, server, apis, auth, open, events, eventsOf, get }
}

/** A store on which several coordinators live, as several processes do. */
function sharedStore(memory: MemoryStore = memoryStore()) {
  const listeners = new Set<() => void>()
  return defineStore({
    load: () => memory.load(),
    async save(next: StoredToken, expected: number) {
      const isSaved = await memory.save(next, expected)
      if (isSaved) for (const listener of listeners) queueMicrotask(listener)
      return isSaved
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  })
}

describe('one login for several audiences', () => {
  test('each origin gets a token of its audience, and one login serves all', async () => {
    const { auth, server, apis, get } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    const statuses = await Promise.all([get(`${orders}/1`), get(`${stock}/1`), get(`${orders}/2`)])
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(server.book).toEqual([
      { grant: 'refresh', audience: orders, user: 'ada' },
      { grant: 'refresh', audience: 'stock', user: 'ada' },
    ])
    expect(apis.strays()).toEqual([])
    expect(server.reuses).toEqual([])
  })

  test('the token of the login goes to no audience, only where `origins` says', async () => {
    const { auth, server, apis, get } = createWorld({ origins: userinfo })
    const tokens = server.logIn('ada')
    await auth.setTokens(tokens)
    await get(`${userinfo}/userinfo`)
    await get(`${orders}/1`)
    expect(apis.tokensAt(userinfo)).toEqual([tokens.access_token])
    expect(apis.tokensAt(orders)).not.toContain(tokens.access_token)
    expect((await auth.getToken()).accessToken).toBe(tokens.access_token)
  })

  test('a hundred requests at once cost one token request for each audience, one after the other', async () => {
    const { auth, server, apis, get } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    const responses = await Promise.all(Array.from({ length: 100 }, (_, n) => get(`${n % 2 === 0 ? orders : stock}/${n}`)))
    expect(responses.every(({ status }) => status === 200)).toBe(true)
    expect([server.callsFor(orders), server.callsFor('stock')]).toEqual([1, 1])
    expect(server.mostAtOnce).toBe(1)
    expect(apis.strays()).toEqual([])
  })

  test('the refresh token rotates through all audiences, for many lifetimes', async () => {
    const { auth, server, apis, clock, get } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    for (let lifetime = 0; lifetime < 5; lifetime++) {
      const statuses = await Promise.all([get(`${orders}/1`), get(`${stock}/1`)])
      expect(statuses.map(({ status }) => status)).toEqual([200, 200])
      await clock.advance(300_000)
    }
    expect([server.callsFor(orders), server.callsFor('stock')]).toEqual([5, 5])
    expect(server.reuses).toEqual([])
    expect(apis.strays()).toEqual([])
  })

  test('a 401 from one origin refreshes that audience’s token alone', async () => {
    const { auth, server, apis, get } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    await Promise.all([get(`${orders}/1`), get(`${stock}/1`)])
    const [ordersToken] = apis.tokensAt(orders)
    const [stockToken] = apis.tokensAt(stock)
    apis.reject(stockToken ?? '')
    expect((await get(`${stock}/2`)).status).toBe(200)
    expect((await get(`${orders}/2`)).status).toBe(200)
    expect([server.callsFor(orders), server.callsFor('stock')]).toEqual([1, 2])
    expect(apis.tokensAt(orders)).toEqual([ordersToken, ordersToken])
  })

  test('an origin that has no audience gets no token, and the event lists where tokens may go', async () => {
    const { auth, server, apis, eventsOf, get } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    await get('https://other.example.com/')
    expect(apis.tokensAt('https://other.example.com')).toEqual([null])
    expect(server.book).toEqual([])
    expect(eventsOf('skipped')).toEqual([expect.objectContaining({ reason: 'origin', allowed: [orders, stock] })])
  })

  test.for([
    ['user information', 'https://orders.example.com@evil.example'],
    ['a password', 'https://orders.example.com:443@evil.example/'],
    ['a backslash', 'https://evil.example\\@orders.example.com/'],
    ['a longer host', 'https://orders.example.com.evil.example/'],
    ['another port', 'https://orders.example.com:8443/'],
    ['another scheme', 'http://orders.example.com/'],
    ['a sibling’s name in the path', 'https://evil.example/https://orders.example.com/'],
    ['a sibling’s name in the fragment', 'https://evil.example/#https://stock.example.com/'],
  ] as const)('a URL with %s takes no token', async ([, url]) => {
    const { auth, server, apis } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    await apis.get(auth, url).catch(() => {})
    expect(apis.seen.map(({ token }) => token)).toEqual([null])
  })

  test('a URL that names one API in its path takes the token of its own origin', async () => {
    const { auth, server, apis, get } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    await get(`${orders}/${stock}/`)
    await get(`${stock}/${orders}/`)
    await get(`HTTPS://STOCK.example.com:443/..//${orders}`)
    expect(apis.strays()).toEqual([])
    expect([server.callsFor(orders), server.callsFor('stock')]).toEqual([1, 1])
    expect(apis.tokensAt(stock)).not.toContain(null)
  })

  test('two origins of one audience share a token', async () => {
    const { auth, server, apis, get } = createWorld({ audiences: { [orders]: orders, [moreOrders]: orders } })
    await auth.setTokens(server.logIn('ada'))
    await Promise.all([get(`${orders}/1`), get(`${moreOrders}/1`)])
    expect(server.callsFor(orders)).toBe(1)
    expect(apis.tokensAt(moreOrders)).toEqual(apis.tokensAt(orders))
  })

  test('a source that obtains gets one token for each audience, once for each lifetime', async () => {
    const { clock, server, apis, auth } = createWorld()
    const machine = createAudienceCoordinator({ source: server.machineOf, audiences, clock })
    for (let lifetime = 0; lifetime < 3; lifetime++) {
      await Promise.all(Array.from({ length: 20 }, (_, n) => apis.get(machine, `${n % 2 === 0 ? orders : stock}/${n}`)))
      await clock.advance(300_000)
    }
    expect([server.callsFor(orders), server.callsFor('stock'), server.callsFor(undefined)]).toEqual([3, 3, 0])
    expect(apis.strays()).toEqual([])
    auth.dispose()
  })

  test('an audience that the server refuses fails alone', async () => {
    const { auth, server, get } = createWorld({ retries: 0 })
    await auth.setTokens(server.logIn('ada'))
    server.failFor('stock', new TokenRequestError('no such target', { status: 400, error: 'invalid_target' }))
    await expect(get(`${stock}/1`)).rejects.toMatchObject({ code: 'ERR_CREDENTIALS_REJECTED' })
    expect((await get(`${orders}/1`)).status).toBe(200)
    expect(auth.peek().status).toBe('active')
  })
})

describe('one session', () => {
  test('a logout ends it for all audiences at once, here and in the store, and revokes one refresh token', async () => {
    const store = memoryStore()
    const { auth, server, apis, eventsOf, get } = createWorld({ store })
    await auth.setTokens(server.logIn('ada'))
    await Promise.all([get(`${orders}/1`), get(`${stock}/1`)])
    const newest = (await store.load())?.refreshToken
    const cleared = auth.clear({ revoke: true })
    const late = [get(`${orders}/2`), get(`${stock}/2`)]
    await cleared
    for (const request of late) await expect(request).rejects.toBeInstanceOf(SessionEndedError)
    expect(store.load()).toMatchObject({ loggedOut: true, accessToken: '', fields: {} })
    await flush()
    expect(server.revoked).toEqual([newest])
    expect(eventsOf('session-ended')).toEqual([{ reason: 'cleared' }])
    expect(apis.seen).toHaveLength(2)
  })

  test('after a switch of users, no request carries a token of the user before', async () => {
    const { auth, server, apis, eventsOf, get } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    await Promise.all([get(`${orders}/1`), get(`${stock}/1`)])
    const login = auth.setTokens(server.logIn('bob'))
    const requests = [get(`${orders}/2`), get(`${stock}/2`)]
    await login
    expect((await Promise.all(requests)).map(({ status }) => status)).toEqual([200, 200])
    expect(apis.seen.slice(2).map(({ token }) => token?.split('-')[1])).toEqual(['bob', 'bob'])
    expect(eventsOf('session-ended')).toEqual([{ reason: 'replaced' }])
    expect(eventsOf('tokens-set')).toHaveLength(2)
  })

  test('requests that wait for a token when the user changes fail, also those of another audience than the one that refreshes', async () => {
    const { auth, server, apis, get } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    const open = server.hold()
    const waiting = [get(`${orders}/1`), get(`${stock}/1`)]
    await flush()
    await auth.setTokens(server.logIn('bob'))
    open()
    for (const request of waiting) await expect(request).rejects.toBeInstanceOf(SessionEndedError)
    await get(`${stock}/2`)
    await get(`${orders}/2`)
    expect(apis.seen.map(({ token }) => token?.split('-')[1])).toEqual(['bob', 'bob'])
  })

  test('requests that wait for a login belong to the session that it begins', async () => {
    const { auth, server, apis, get } = createWorld({ beforeSignIn: 'send-without-token' })
    expect((await get(`${stock}/0`)).status).toBe(401)
    await auth.setTokens(server.logIn('ada'))
    expect((await get(`${stock}/1`)).status).toBe(200)
    expect(apis.tokensAt(stock)).toEqual([null, expect.stringContaining('ada')])
  })

  test('a login while another one’s tokens are on their way wins for all audiences', async () => {
    const store = memoryStore()
    const before = createWorld({ store })
    await before.auth.setTokens(before.server.logIn('ada'))
    await before.auth[Symbol.asyncDispose]()
    const auth = before.open()
    const open = before.server.hold()
    const waiting = [before.apis.get(auth, `${orders}/1`), before.apis.get(auth, `${stock}/1`)]
    await flush()
    await auth.setTokens(before.server.logIn('bob'))
    open()
    const results = await Promise.allSettled(waiting)
    await before.apis.get(auth, `${orders}/2`)
    await before.apis.get(auth, `${stock}/2`)
    expect(before.apis.seen.filter(({ token }) => token?.includes('ada'))).toEqual([])
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([])
    expect(before.apis.strays()).toEqual([])
  })

  test('a token that the client’s own credentials obtain during a login goes to nobody, also while the store is away', async () => {
    let isAway = false
    const memory = memoryStore()
    const fail = (): never => {
      throw new Error('away')
    }
    const store = defineStore({
      load: () => (isAway ? fail() : memory.load()),
      save: (next: StoredToken, expected: number) => (isAway ? fail() : memory.save(next, expected)),
    })
    const { server, apis, open } = createWorld({ store })
    const auth = open({ source: (parameters) => ({ ...server.machineOf(parameters), ...server.sourceOf(parameters) }) })
    const release = server.hold()
    const waiting = apis.get(auth, `${stock}/1`)
    await flush()
    isAway = true
    const login = auth.setTokens(server.logIn('ada'))
    release()
    await Promise.allSettled([waiting, login])
    isAway = false
    await apis.get(auth, `${stock}/2`).catch(() => {})
    await apis.get(auth, `${orders}/2`).catch(() => {})
    expect(apis.seen.filter(({ token }) => token?.includes('machine'))).toEqual([])
    expect((await memory.load())?.session).not.toMatch(/^own-/)
  })

  test('a dead refresh token ends the session of all audiences, and is told once', async () => {
    const { auth, server, eventsOf, get, clock } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    await Promise.all([get(`${orders}/1`), get(`${stock}/1`)])
    await clock.advance(300_000)
    server.endLogin('ada')
    const results = await Promise.allSettled([get(`${orders}/2`), get(`${stock}/2`)])
    expect(results.map((result) => result.status === 'rejected' && result.reason instanceof SessionEndedError)).toEqual([true, true])
    expect(server.book.filter(({ user }) => user === 'nobody')).toHaveLength(1)
    await flush()
    expect(eventsOf('session-ended')).toEqual([{ reason: 'no-grant' }])
    expect(auth.sessionSignal.aborted).toBe(false)
    await auth.setTokens(server.logIn('ada'))
    expect((await get(`${stock}/3`)).status).toBe(200)
  })

  test('the signal of the session is one for all audiences, and aborts at its end', async () => {
    const { auth, server } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    const { sessionSignal } = auth
    expect(auth.for(orders).sessionSignal).toBe(sessionSignal)
    await auth.for(stock).clear()
    expect(sessionSignal.aborted).toBe(true)
    expect(auth.peek().status).toBe('ended')
  })

  test('the end of it disposes of all, at the store, too', async () => {
    let subscribers = 0
    const store = defineStore({ load: () => undefined, save: () => true, subscribe: () => (subscribers++, () => void subscribers--) })
    const { auth, get } = createWorld({ store })
    expect(subscribers).toBe(1)
    await auth.for(orders)[Symbol.asyncDispose]()
    await expect(get(`${stock}/1`)).rejects.toMatchObject({ reason: 'disposed' })
    expect(subscribers).toBe(0)
  })
})

describe('with a store', () => {
  test('a restart goes on with the stored tokens of all audiences: no token request', async () => {
    const store = memoryStore()
    const { auth, server, apis, open, get } = createWorld({ store })
    await auth.setTokens(server.logIn('ada'))
    await Promise.all([get(`${orders}/1`), get(`${stock}/1`)])
    await auth[Symbol.asyncDispose]()
    const again = open()
    await Promise.all([apis.get(again, `${orders}/2`), apis.get(again, `${stock}/2`)])
    expect(server.book).toHaveLength(2)
    expect(apis.strays()).toEqual([])
  })

  test('processes share the tokens of each audience, and present each refresh token once', async () => {
    const store = sharedStore()
    const { auth, server, apis, open, clock } = createWorld({ store })
    const others = [open(), open(), open()]
    await auth.setTokens(server.logIn('ada'))
    await flush()
    for (let lifetime = 0; lifetime < 4; lifetime++) {
      const requests = [auth, ...others].flatMap((each) => [apis.get(each, `${orders}/1`), apis.get(each, `${stock}/1`)])
      for (let wait = 0; wait < 20; wait++) await clock.advance(200)
      expect((await Promise.all(requests)).map(({ status }) => status)).toEqual(requests.map(() => 200))
      await clock.advance(300_000)
    }
    expect([server.callsFor(orders), server.callsFor('stock')]).toEqual([4, 4])
    expect(server.reuses).toEqual([])
    expect(server.mostAtOnce).toBe(1)
    expect(apis.strays()).toEqual([])
  })

  test('a logout and a login of another process count for all audiences', async () => {
    const store = sharedStore()
    const { auth, server, apis, open, eventsOf, get } = createWorld({ store })
    const other = open()
    await auth.setTokens(server.logIn('ada'))
    await Promise.all([get(`${orders}/1`), get(`${stock}/1`)])
    await other.setTokens(server.logIn('bob'))
    await flush()
    await Promise.all([get(`${orders}/2`), get(`${stock}/2`)])
    expect(apis.seen.slice(2).map(({ token }) => token?.split('-')[1])).toEqual(['bob', 'bob'])
    await other.clear()
    await flush()
    await expect(get(`${orders}/3`)).rejects.toMatchObject({ reason: 'cleared' })
    await expect(get(`${stock}/3`)).rejects.toMatchObject({ reason: 'cleared' })
    expect(eventsOf('session-ended')).toEqual([{ reason: 'replaced' }, { reason: 'cleared' }])
  })

  test('a record of one coordinator is read as the token of the login, and goes to no audience', async () => {
    const { server, apis, open } = createWorld()
    const refreshToken = server.logIn('ada').refresh_token ?? ''
    const store = memoryStore({
      version: 1,
      revision: 1,
      session: 's',
      sessionStart: Date.UTC(2026, 0, 1),
      generation: 1,
      accessToken: 'access-of-unknown-audience',
      issuedAt: Date.UTC(2026, 0, 1),
      lifetime: 300_000,
      refreshToken,
      fields: { id_token: 'kept' },
    })
    const auth = open({ store })
    expect((await apis.get(auth, `${orders}/1`)).status).toBe(200)
    expect(store.load()).toMatchObject({ accessToken: 'access-of-unknown-audience', fields: { id_token: 'kept' } })
    expect(apis.strays()).toEqual([])
    expect((await auth.getToken()).fields).toEqual({ id_token: 'kept' })
  })
})

describe('its coordinators', () => {
  test('one serves uses without an adapter, and its events are those of its audience', async () => {
    const { auth, server } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    const refreshes: unknown[] = []
    auth.for(stock).on('refresh', (event) => refreshes.push(event))
    const { accessToken } = await auth.for(`${stock}/live?x=1`).getToken()
    await auth.for(new URL(orders)).getToken()
    expect(accessToken).toContain('-stock-')
    expect(refreshes).toHaveLength(1)
    expect(() => auth.for('https://other.example.com')).toThrow(/^for: no audience has the origin of this URL/)
  })

  test('one that a request names gives no token to an origin of another audience', async () => {
    const { auth, server, apis } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    await apis.get(auth, `${stock}/1`, { bearer: auth.for(orders) })
    await apis.get(auth, `${orders}/1`, { bearer: auth.for(orders) })
    expect(apis.tokensAt(stock)).toEqual([null])
    expect(apis.strays()).toEqual([])
  })

  test('each request has a number of its own', async () => {
    const { auth, server, apis, eventsOf, get } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    await Promise.all([get(`${orders}/1`), get(`${stock}/1`), get(`${orders}/2`), get('https://other.example.com')])
    await apis.get(auth, `${orders}/3`, { bearer: auth.for(orders) })
    await flush()
    const numbers = eventsOf('finished').map((event) => (event as { request: number }).request)
    expect(new Set(numbers).size).toBe(5)
  })

  test('marking tokens invalid refreshes those in use; one audience can be marked alone', async () => {
    const { auth, server, get } = createWorld()
    await auth.setTokens(server.logIn('ada'))
    await Promise.all([get(`${orders}/1`), get(`${stock}/1`)])
    auth.for(stock).invalidate()
    await flush()
    expect([server.callsFor(orders), server.callsFor('stock')]).toEqual([1, 2])
  })

  test('a source that asks through the client for the token of another audience fails, and does not wait for ever', async () => {
    const { server, apis, clock } = createWorld()
    const auth: ReturnType<typeof createAudienceCoordinator> = createAudienceCoordinator({
      clock,
      audiences,
      retries: 0,
      source: (parameters) => ({
        refresh: async (token, context) => {
          if (parameters['audience'] === 'stock') await apis.get(auth, `${orders}/keys`, { signal: context.signal })
          return server.sourceOf(parameters).refresh?.(token, context) as never
        },
      }),
    })
    await auth.setTokens(server.logIn('ada'))
    const error: unknown = await apis.get(auth, `${stock}/1`).catch((thrown: unknown) => thrown)
    expect((error as Error).cause).toBeInstanceOf(TokenSourceError)
    expect((await apis.get(auth, `${orders}/1`)).status).toBe(200)
  })

  test('a pool has one for each user, and a back-channel logout ends it', async () => {
    const server = createAuthorizationServer()
    const apis = createApis()
    const users = createCoordinatorPool(String, () => createAudienceCoordinator({ source: server.sourceOf, audiences }))
    const auth = users.for('ada')
    await auth.setTokens({ ...server.logIn('ada'), id_token: `e30.${btoa(JSON.stringify({ iss: 'i', sub: 'ada', sid: 'sid-1' }))}.x` })
    await apis.get(auth, `${orders}/1`)
    expect(await users.end({ iss: 'i', sid: 'sid-1' })).toEqual(['ada'])
    await expect(apis.get(auth, `${stock}/1`)).rejects.toBeInstanceOf(SessionEndedError)
    await users[Symbol.asyncDispose]()
  })
})

describe('wrong options', () => {
  const good = { source: createAuthorizationServer().sourceOf, audiences }
  test.for<[what: string, options: object, message: RegExp]>([
    ['no source', { audiences }, /^source: expected a function/],
    ['a source that is an object', { ...good, source: {} }, /^source: expected a function/],
    ['no audiences', { ...good, audiences: undefined }, /^audiences: expected an object from origin to audience/],
    ['an empty table', { ...good, audiences: {} }, /^audiences: expected an object/],
    ['a list', { ...good, audiences: [orders] }, /^audiences: expected an object/],
    ['a path', { ...good, audiences: { [`${orders}/v1`]: orders } }, /^audiences: "https:\/\/orders\.example\.com\/v1" is not an origin/],
    ['a wildcard', { ...good, audiences: { 'https://*.example.com': orders } }, /^audiences: .* is not an origin/],
    ['one origin twice', { ...good, audiences: { ...audiences, 'https://ORDERS.example.com:443': stock } }, /^audiences: .*listed twice/],
    ['an origin that is the login’s, too', { ...good, origins: [orders] }, /^origins: .*listed twice/],
    ['origins that are a predicate', { ...good, origins: () => true }, /^origins: expected an origin or a list/],
    ["origins 'any'", { ...good, origins: 'any' }, /^origins: "any" is not an origin/],
    [
      'a name that is no URI',
      { ...good, audiences: { [orders]: 'orders' } },
      /^audiences\["https:\/\/orders\.example\.com"\]: expected an absolute URI/,
    ],
    ['a fragment', { ...good, audiences: { [orders]: `${orders}#a` } }, /without a fragment/],
    ['no parameters', { ...good, audiences: { [orders]: {} } }, /expected parameters with texts/],
    ['an empty parameter', { ...good, audiences: { [orders]: { audience: '' } } }, /expected parameters with texts/],
    ['a store that is none', { ...good, store: {} }, /^store: expected a store/],
    ['an unknown option', { ...good, audience: 'x' }, /Unknown option "audience"/],
    [
      'keys that differ',
      {
        ...good,
        source: (parameters: object) => ({
          refresh: () => {},
          keyBinding: { scheme: 'DPoP', thumbprint: () => parameters, bind: (side: object) => side },
        }),
      },
      /^source: expected the same keyBinding/,
    ],
    [
      'a placeholder of an origin without tokens',
      { ...good, replaceIf: { 'https://x.example': () => true } },
      /^replaceIf: expected origins that audiences/,
    ],
  ])('%s', ([, options, message]) => {
    expect(() => createAudienceCoordinator(options as never)).toThrow(TypeError)
    expect(() => createAudienceCoordinator(options as never)).toThrow(message)
  })
})
