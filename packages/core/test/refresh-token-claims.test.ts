import { describe, expect, test } from 'vitest'
import { defineStore, memoryStore, type StoredToken, TokenRequestError, type TokenStore } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { testStart, stored } from './stored.ts'
import { createWorld, token, type World } from './world.ts'

const lost = () => Object.assign(new Error('reset'), { code: 'ECONNRESET' })
const failing = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )

/** A coordinator without credentials of its own. */
function refreshOnly(options: { store?: TokenStore; retries?: number } = {}): World & {
  readonly presented: { token: string; respond: (response: unknown) => void; fail: (error: unknown) => void; signal: AbortSignal }[]
} {
  const presented: { token: string; respond: (response: unknown) => void; fail: (error: unknown) => void; signal: AbortSignal }[] = []
  const world = createWorld({
    retries: 0,
    ...options,
    source: {
      refresh: (refreshToken, { signal }) =>
        new Promise((resolve, reject) => presented.push({ token: refreshToken, signal, respond: resolve as never, fail: reject })),
    },
  })
  return Object.assign(world, { presented })
}

const expiredWithRefreshToken = () => stored(1, { issuedAt: testStart - 400_000, refreshToken: 'refresh-1' })

describe('a refresh token', () => {
  test('is claimed in the store before it is presented, and free again with the next', async () => {
    const store = memoryStore(expiredWithRefreshToken())
    const { calls, request } = createWorld({ store })
    const waiting = request()
    await flush()
    expect(calls).toHaveLength(1)
    expect(await store.load()).toMatchObject({
      generation: 1,
      revision: 2,
      claim: { attempt: 1, at: testStart, until: testStart + 30_000 },
    })
    await calls[0]?.respond(token(2, { refresh_token: 'refresh-2' }))
    await waiting
    expect(await store.load()).toMatchObject({ generation: 2, revision: 3, refreshToken: 'refresh-2' })
    expect(await store.load()).not.toHaveProperty('claim')
  })

  test("stays unpresented where its claim can't be written: a source with credentials uses them", async () => {
    const record = expiredWithRefreshToken()
    const store = defineStore({
      load: () => record,
      save() {
        throw new Error('read only')
      },
    })
    const { clock, calls, request } = createWorld({ store, retries: 0 })
    const waiting = request()
    await clock.advance(3_000)
    expect(calls).toMatchObject([{ grant: 'obtain' }])
    await calls[0]!.respond(token(2))
    expect((await waiting).value).toBe('Bearer access-2')
  })

  test('that a session was to begin with is not presented once another process has logged out', async () => {
    let record: StoredToken | undefined
    const presented: string[] = []
    const store = defineStore({
      load: () => record,
      save() {
        // The logout comes between the read and the claim.
        record ??= stored(1, { accessToken: '', loggedOut: true })
        return false
      },
    })
    const { clock, request } = createWorld({
      store,
      retries: 0,
      source: {
        initialRefreshToken: () => 'refresh-0',
        async refresh(refreshToken) {
          presented.push(refreshToken)
          return token(1)
        },
      },
    })
    const waiting = failing(request())
    await clock.advance(60_000)
    expect(await waiting).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'cleared' })
    expect(presented).toEqual([])
  })

  test('is presented by one of several processes; the others wait for what comes of it', async () => {
    const store = memoryStore(expiredWithRefreshToken())
    const worlds = Array.from({ length: 8 }, () => refreshOnly({ store }))
    const waiting = worlds.map(({ request }) => request())
    await flush()
    const presented = worlds.flatMap((world) => world.presented)
    expect(presented).toHaveLength(1)
    presented[0]!.respond(token(2, { refresh_token: 'refresh-2' }))
    for (const { clock } of worlds) await clock.advance(400)
    expect(new Set((await Promise.all(waiting)).map(({ value }) => value))).toEqual(new Set(['Bearer access-2']))
    expect(worlds.flatMap((world) => world.presented)).toHaveLength(1)
  })

  test.for([
    ['a 503', new TokenRequestError('down', { status: 503 })],
    ['a 429', new TokenRequestError('busy', { status: 429 })],
    ['no connection', Object.assign(new Error('x'), { code: 'ECONNREFUSED' })],
  ] as const)('that the server surely has not used is free again after %s, and is presented again', async ([, error]) => {
    const store = memoryStore(expiredWithRefreshToken())
    const { clock, presented, request } = refreshOnly({ store })
    const waiting = failing(request())
    await flush()
    presented[0]?.fail(error)
    expect(await waiting).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    expect(await store.load()).not.toHaveProperty('claim')
    await clock.advance(60_000)
    void failing(request())
    await flush()
    expect(presented.map((one) => one.token)).toEqual(['refresh-1', 'refresh-1'])
  })

  test('whose outcome is unknown is never presented again by a source that can obtain, which does so at once', async () => {
    const { calls, eventsOf, request } = createWorld({ store: memoryStore(expiredWithRefreshToken()), retries: 3 })
    const waiting = request()
    await flush()
    await calls[0]?.fail(lost())
    expect(calls.map(({ grant }) => grant)).toEqual(['refresh', 'obtain'])
    await calls[1]?.respond(token(2))
    expect((await waiting).value).toBe('Bearer access-2')
    expect(eventsOf('refresh-outcome-unknown')).toEqual([])
  })

  test('whose outcome is unknown stays so when its process begins anew: a source that can obtain does so', async () => {
    const store = memoryStore({
      ...expiredWithRefreshToken(),
      claim: { owner: 'a-process-that-crashed', attempt: 1, at: testStart - 40_000, until: testStart - 10_000 },
    })
    const { calls, request } = createWorld({ store })
    const waiting = request()
    await flush()
    expect(calls).toMatchObject([{ grant: 'obtain' }])
    await calls[0]?.respond(token(2))
    await waiting
    expect(await store.load()).not.toHaveProperty('refreshToken')
  })

  test('whose outcome is unknown is presented once more where there is no other way, told first', async () => {
    const { clock, eventsOf, presented, request } = refreshOnly({ store: memoryStore(expiredWithRefreshToken()), retries: 1 })
    const waiting = request()
    await flush()
    presented[0]?.fail(lost())
    await flush()
    expect(eventsOf('refresh-outcome-unknown')).toEqual([])
    await clock.advance(1_000)
    expect(eventsOf('refresh-outcome-unknown')).toEqual([{ attempt: 2 }])
    expect(presented).toHaveLength(2)
    presented[1]?.respond(token(2))
    expect((await waiting).value).toBe('Bearer access-2')
  })

  test('stays in doubt when its second use is refused without a look at the token: the next is told, too', async () => {
    const store = memoryStore(expiredWithRefreshToken())
    const { clock, presented, request, eventsOf } = refreshOnly({ store, retries: 1 })
    void failing(request())
    await flush()
    presented[0]?.fail(lost())
    await clock.advance(1_000)
    presented[1]?.fail(new TokenRequestError('down', { status: 503 }))
    // The server has not used the token: the same attempt goes on.
    await clock.advance(1_000)
    presented[2]?.fail(new TokenRequestError('down', { status: 503 }))
    await clock.advance(60_000)
    expect(eventsOf('refresh-outcome-unknown')).toHaveLength(1)
    expect(await store.load()).toHaveProperty('claim')
    void failing(request())
    await flush()
    expect(presented).toHaveLength(4)
    expect(eventsOf('refresh-outcome-unknown')).toHaveLength(2)
  })

  test('that another process has claimed is left alone until that one waits no longer', async () => {
    const store = memoryStore({
      ...expiredWithRefreshToken(),
      claim: { owner: 'another', attempt: 1, at: testStart, until: testStart + 30_000 },
    })
    const { clock, eventsOf, presented, request } = refreshOnly({ store })
    void failing(request())
    await clock.advance(29_000)
    expect(presented).toHaveLength(0)
    await clock.advance(1_500)
    expect(presented).toHaveLength(1)
    expect(eventsOf('refresh-outcome-unknown')).toHaveLength(1)
  })

  test('that a third process claims when the first waits no longer is left alone until that one waits no longer, too', async () => {
    const claimed = (n: number, owner: string, at: number) =>
      stored(n, { issuedAt: testStart - 400_000, refreshToken: 'refresh-1', claim: { owner, attempt: 1, at, until: at + 30_000 } })
    const store = memoryStore(claimed(1, 'first', testStart))
    const { clock, presented, request } = refreshOnly({ store })
    void failing(request())
    await clock.advance(29_900)
    await store.save(claimed(2, 'third', testStart + 29_900), 1)
    await clock.advance(29_900)
    expect(presented).toEqual([])
    await clock.advance(400)
    expect(presented).toHaveLength(1)
  })

  test('that another process has claimed keeps a source that can obtain waiting for two seconds', async () => {
    const store = memoryStore({
      ...expiredWithRefreshToken(),
      claim: { owner: 'another', attempt: 1, at: testStart, until: testStart + 30_000 },
    })
    const { calls, clock, request } = createWorld({ store })
    void failing(request())
    await clock.advance(1_900)
    expect(calls).toHaveLength(0)
    await clock.advance(500)
    expect(calls).toMatchObject([{ grant: 'obtain' }])
  })

  test('may be presented again within the grace of its server', async () => {
    const { calls, clock, request } = createWorld({ store: memoryStore(expiredWithRefreshToken()), reuseGrace: 5_000, retries: 1 })
    const waiting = request()
    await flush()
    await calls[0]?.fail(lost())
    await clock.advance(1_000)
    expect(calls.map(({ grant }) => grant)).toEqual(['refresh', 'refresh'])
    await calls[1]?.respond(token(2))
    expect((await waiting).value).toBe('Bearer access-2')
  })

  test('is seen through when nobody waits any more: neither a time-out nor dispose() aborts its request', async () => {
    const { auth, clock, presented, request } = refreshOnly({ store: memoryStore(expiredWithRefreshToken()) })
    void failing(request())
    await clock.advance(15_000)
    auth.dispose()
    await clock.advance(10_000)
    expect(presented[0]?.signal.aborted).toBe(false)
    await clock.advance(10_000)
    expect(presented[0]?.signal.aborted).toBe(true)
  })

  test('of a session that was logged out meanwhile: what came for it is dropped', async () => {
    const store = memoryStore()
    const { auth, presented } = refreshOnly({ store })
    await auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    auth.invalidate()
    await flush()
    await auth.clear()
    expect(presented[0]?.signal.aborted).toBe(false)
    presented[0]?.respond(token(2, { refresh_token: 'refresh-2' }))
    await flush()
    expect(await store.load()).toMatchObject({ loggedOut: true })
  })

  test('is not waited for longer than refreshTimeout where the source can obtain; what comes late is dropped', async () => {
    const store = memoryStore(expiredWithRefreshToken())
    const { calls, clock, request } = createWorld({ store })
    const waiting = request()
    await clock.advance(10_000)
    expect(calls.map(({ grant }) => grant)).toEqual(['refresh', 'obtain'])
    expect(calls[0]?.signal.aborted).toBe(false)
    await calls[1]?.respond(token(2))
    expect((await waiting).value).toBe('Bearer access-2')
    await calls[0]?.respond(token(3, { refresh_token: 'late' }))
    expect(await store.load()).toMatchObject({ accessToken: 'access-2' })
  })

  test('is not presented while a request of this process presents it, though another process has saved what it brought', async () => {
    const memory = memoryStore(expiredWithRefreshToken())
    let notice = () => {}
    const store = defineStore({
      load: () => memory.load(),
      save: (next, expected) => memory.save(next, expected),
      subscribe: (listener) => ((notice = listener), () => {}),
    })
    const { auth, clock, presented, request } = refreshOnly({ store })
    void failing(request())
    await flush()
    await memory.save(stored(3, { refreshToken: 'refresh-1' }), 2)
    notice()
    expect((await request()).value).toBe('Bearer stored-3')
    auth.invalidate()
    await clock.advance(5_000)
    expect(presented).toHaveLength(1)
    presented[0]?.fail(lost())
    await clock.advance(1_000)
    expect(presented.map((one) => one.token)).toEqual(['refresh-1', 'refresh-1'])
  })

  test('that another process has claimed is not presented after a logout that comes while it is waited for', async () => {
    const store = memoryStore({
      ...expiredWithRefreshToken(),
      claim: { owner: 'another', attempt: 1, at: testStart, until: testStart + 30_000 },
    })
    const { clock, presented, request } = refreshOnly({ store })
    const waiting = failing(request())
    await clock.advance(1_000)
    await store.save(stored(2, { accessToken: '', loggedOut: true }), 1)
    await clock.advance(60_000)
    expect(await waiting).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'cleared' })
    expect(presented).toEqual([])
    expect(await store.load()).toMatchObject({ loggedOut: true })
  })

  test('that is dead is no end, however many more turn up in the store: the credentials are asked in the end', async () => {
    const login = (n: number) => stored(n, { session: 'login', issuedAt: testStart - 400_000, refreshToken: `refresh-${n}` })
    const memory = memoryStore(login(1))
    const store = defineStore({
      load: () => memory.load(),
      async save(next, expected) {
        const isSaved = await memory.save(next, expected)
        // Another process puts a newer token into the place of the dead one.
        if (isSaved && next.refreshToken === undefined && next.accessToken.startsWith('stored'))
          await memory.save(login(expected + 2), expected + 1)
        return isSaved
      },
    })
    const { calls, request } = createWorld({ store })
    const waiting = request()
    await flush()
    for (let count = 0; count < 10 && calls.at(-1)?.grant === 'refresh'; count++)
      await calls.at(-1)?.fail(new TokenRequestError('dead', { status: 400, error: 'invalid_grant' }))
    await calls.at(-1)?.respond(token(1))
    expect((await waiting).value).toBe('Bearer access-1')
    expect(calls.at(-1)?.grant).toBe('obtain')
  })

  test('whose late response finds a logout in the store ends the session here, too', async () => {
    const store = memoryStore(stored(1, { refreshToken: 'refresh-1' }))
    const { auth, ask, calls, clock, eventsOf, request } = createWorld({ store })
    await request()
    auth.invalidate()
    await clock.advance(10_000)
    expect(calls.map(({ grant }) => grant)).toEqual(['refresh', 'obtain'])
    const { revision = 0 } = (await store.load()) ?? {}
    await store.save(stored(revision + 1, { accessToken: '', loggedOut: true }), revision)
    await calls[0]?.respond(token(2))
    expect(eventsOf('session-ended')).toEqual([{ reason: 'cleared' }])
    await calls[1]?.fail(new TokenRequestError('down', { status: 503 }))
    expect(ask()).toBeInstanceOf(Promise)
  })

  test('is not presented again by a process whose claim another one has taken over between two attempts', async () => {
    const store = memoryStore(expiredWithRefreshToken())
    const { clock, eventsOf, presented, request } = refreshOnly({ store, retries: 4 })
    void failing(request())
    await flush()
    await store.save(
      stored(3, {
        issuedAt: testStart - 400_000,
        refreshToken: 'refresh-1',
        claim: { owner: 'another', attempt: 1, at: testStart, until: testStart + 3_600_000 },
      }),
      2,
    )
    presented[0]?.fail(new TokenRequestError('down', { status: 503 }))
    await clock.advance(20_000)
    expect(presented).toHaveLength(1)
    expect(eventsOf('attempt-failed')).toMatchObject([{ grant: 'refresh', attempt: 1, status: 503 }])
  })

  test('that meets a logout between two attempts ends its session, and serves no token any more', async () => {
    const store = memoryStore(stored(1, { session: 'alice', refreshToken: 'refresh-1' }))
    const { clock, eventsOf, presented, request } = refreshOnly({ store, retries: 4 })
    await clock.advance(250_000)
    expect((await request()).value).toBe('Bearer stored-1')
    await request()
    await flush()
    // The second time, its outcome unknown, the token is not presented a third time in one refresh.
    presented[0]?.fail(lost())
    await clock.advance(500)
    const { revision = 0 } = (await store.load()) ?? {}
    expect(await store.save({ ...stored(revision + 1), session: 'alice', loggedOut: true, accessToken: '' }, revision)).toBe(true)
    presented[1]?.fail(new TokenRequestError('down', { status: 503 }))
    await clock.advance(500)
    expect(await failing(request())).toMatchObject({ code: 'ERR_SESSION_ENDED' })
    expect(eventsOf('session-ended')).toEqual([{ reason: 'cleared' }])
    expect(presented).toHaveLength(2)
  })

  test('whose response comes late ends the wait for what is obtained beside it', async () => {
    const store = memoryStore(expiredWithRefreshToken())
    const { calls, clock, eventsOf, request } = createWorld({ store })
    const waiting = request()
    await clock.advance(10_000)
    expect(calls.map(({ grant }) => grant)).toEqual(['refresh', 'obtain'])
    await calls[0]?.respond(token(2, { refresh_token: 'rotated' }))
    expect((await waiting).value).toBe('Bearer access-2')
    expect(calls[1]?.signal.aborted).toBe(true)
    expect(eventsOf('refresh')).toMatchObject([{ grant: 'refresh', generation: 2 }])
    // Its lifetime counts from when it was asked for.
    await clock.advance(280_000)
    void request()
    await flush()
    expect(calls).toHaveLength(3)
  })

  test.for(['dispose', 'await using'])(
    'that is rotated while its coordinator is disposed of (%s) is in the store, each of 100 times',
    async (how) => {
      for (let turns = 0; turns < 100; turns++) {
        const store = memoryStore(expiredWithRefreshToken())
        const { auth, presented, request } = refreshOnly({ store })
        const waiting = failing(request())
        await flush()
        presented[0]!.respond(token(2, { refresh_token: 'rotated' }))
        for (let turn = 0; turn < turns % 20; turn++) await Promise.resolve()
        if (how === 'dispose') auth.dispose()
        else await auth[Symbol.asyncDispose]()
        if (how === 'dispose') await flush()
        expect(await store.load()).toMatchObject({ refreshToken: 'rotated' })
        await waiting
      }
    },
  )
})

describe('a lease', () => {
  const leasing = (lease: NonNullable<TokenStore['lease']>): TokenStore => defineStore({ ...memoryStore(expiredWithRefreshToken()), lease })

  test('that is lost stops further attempts, and aborts nothing on the wire', async () => {
    const lose = new AbortController()
    const { clock, presented, request } = refreshOnly({ store: leasing(async () => ({ lost: lose.signal, release() {} })), retries: 3 })
    const waiting = failing(request())
    await flush()
    lose.abort()
    expect(presented[0]?.signal.aborted).toBe(false)
    presented[0]?.fail(new TokenRequestError('down', { status: 503 }))
    expect(await waiting).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    await clock.advance(10_000)
    expect(presented).toHaveLength(1)
  })

  test('that is granted within any microtask of an abort is given back', async () => {
    for (let turns = 0; turns < 30; turns++) {
      let held = 0
      let grant: () => void = () => {}
      const store = leasing(
        () =>
          new Promise((resolve) => {
            grant = () => {
              held++
              resolve({ lost: new AbortController().signal, release: () => void held-- })
            }
          }),
      )
      const { auth, presented, request } = refreshOnly({ store })
      const waiting = failing(request())
      await flush()
      grant()
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      await auth.clear()
      await waiting
      // A request on the wire keeps the lease.
      presented[0]?.respond(token(2))
      await flush()
      expect(held, `after ${turns} microtasks`).toBe(0)
    }
  })
})
