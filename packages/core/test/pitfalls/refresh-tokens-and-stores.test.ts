import { describe, expect, test } from 'vitest'
import { type Coordinator, createCoordinator, shareRefreshToken, memoryStore, type TokenSource, type TokenStore } from '../../src/index.ts'
import { createFakeClock, type FakeClock, flush } from '../fake-clock.ts'
import { stored } from '../stored.ts'
import { createWorld, token } from '../world.ts'

describe('rotation', () => {
  test('a rotated refresh token replaces the old one; an answer without one keeps it', async () => {
    const { start, calls, clock, request } = createWorld()
    await start(token(1, { refresh_token: 'refresh-1' }))
    for (const [n, more, expected] of [
      [2, { refresh_token: 'refresh-2' }, 'refresh-1'],
      [3, {}, 'refresh-2'],
      [4, {}, 'refresh-2'],
    ] as const) {
      await clock.advance(300_000)
      const waiting = request()
      await flush()
      expect(calls[n - 1]?.refreshToken).toBe(expected)
      await calls[n - 1]?.respond(token(n, more))
      await waiting
    }
  })

  test('an unusable answer does not lose the refresh token it brought, and the old one is not sent again', async () => {
    const { auth, calls, clock, request } = createWorld()
    await auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(250_000)
    await request()
    await flush()
    await calls[0]?.respond({ token_type: 'mac', access_token: 'x', refresh_token: 'refresh-2' })
    expect((await request()).generation).toBe(1)
    await clock.advance(20_000)
    await request()
    await flush()
    expect(calls[1]?.refreshToken).toBe('refresh-2')
  })

  test('a caller who aborts costs no refresh token: the answer to the refresh is kept for the next', async () => {
    const { start, calls, clock, request } = createWorld()
    await start(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    const leaving = new AbortController()
    const gone = request({ signal: leaving.signal })
    await flush()
    leaving.abort(new Error('changed my mind'))
    await expect(gone).rejects.toThrow('changed my mind')
    await calls[1]?.respond(token(2, { refresh_token: 'refresh-2' }))
    expect((await request()).value).toBe('Bearer access-2')
    await clock.advance(300_000)
    void request()
    await flush()
    expect(calls[2]?.refreshToken).toBe('refresh-2')
  })
})

describe('several processes', () => {
  test('the refresh token that is presented is the one in the store, not the one remembered', async () => {
    const store = memoryStore()
    const { start, calls, clock, request } = createWorld({ store })
    await start(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    await store.save(stored(2, { refreshToken: 'refresh-2' }), 1)
    const waiting = request()
    await flush()
    expect(calls[1]).toMatchObject({ grant: 'refresh', refreshToken: 'refresh-2' })
    await calls[1]?.respond(token(3))
    expect(await waiting).toMatchObject({ generation: 3 })
  })

  test('a process that loses the race adopts the winner’s token and overwrites nothing', async () => {
    const store = memoryStore()
    const { start, calls, clock, request } = createWorld({ store })
    await start()
    await clock.advance(300_000)
    const waiting = request()
    await flush()
    await store.save(stored(2, { issuedAt: clock.wall(), refreshToken: 'winner' }), 1)
    await calls[1]?.respond(token(2, { refresh_token: 'loser' }))
    expect(await waiting).toMatchObject({ value: 'Bearer stored-2' })
    expect(await store.load()).toMatchObject({ refreshToken: 'winner' })
  })
})

describe('a login or logout', () => {
  /** A session that lives from refresh tokens alone, in one of several processes. */
  const createSession = (store: TokenStore, clock: FakeClock): Coordinator =>
    createCoordinator({
      store,
      clock,
      origins: 'any',
      source: { refresh: async (refreshToken) => ({ access_token: 'x', expires_in: 300, refresh_token: `${refreshToken}+` }) },
    })

  test('in one process is not undone by the older session of another', async () => {
    const [store, clock] = [memoryStore(), createFakeClock()]
    const [older, newer] = [createSession(store, clock), createSession(store, clock)]
    await older.setTokens({ access_token: 'x', expires_in: 300, refresh_token: 'alice' })
    for (let round = 0; round < 3; round++) {
      await clock.advance(300_000)
      await older.getToken()
    }
    await newer.setTokens({ access_token: 'x', expires_in: 300, refresh_token: 'bob' })
    expect((await store.load())?.refreshToken).toBe('bob')
    await clock.advance(300_000)
    await expect(older.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'replaced' })
    await older.getToken()
    expect((await store.load())?.refreshToken).toBe('bob+')
  })
})

describe('a refresh token that several coordinators share', () => {
  /** A server that rotates refresh tokens and ends the session when a spent one comes back. */
  function rotatingServer() {
    let current = 1
    let underWay = 0
    const seen = { mostAtOnce: 0, reused: 0, refreshes: 0 }
    const source: TokenSource = {
      async refresh(refreshToken) {
        seen.mostAtOnce = Math.max(seen.mostAtOnce, ++underWay)
        await flush()
        underWay--
        seen.refreshes++
        if (refreshToken !== `refresh-${current}`) seen.reused++
        current++
        return { access_token: `access-${current}`, refresh_token: `refresh-${current}`, expires_in: 300 }
      },
    }
    return { source, seen }
  }

  test('is presented by one at a time, and never once it is spent', async () => {
    const { source, seen } = rotatingServer()
    const join = shareRefreshToken()
    const clock = createFakeClock()
    const audiences = Array.from({ length: 3 }, () => createCoordinator({ source: join(source), origins: 'any', clock }))
    for (const auth of audiences) await auth.setTokens({ access_token: 'x', expires_in: 300, refresh_token: 'refresh-1' })
    for (let round = 0; round < 5; round++) {
      await clock.advance(300_000)
      await Promise.all(audiences.map((auth) => auth.getToken()))
    }
    expect(seen).toEqual({ mostAtOnce: 1, reused: 0, refreshes: 15 })
  })

  test('is never replaced by that of another login', async () => {
    const presented: string[] = []
    const join = shareRefreshToken()
    const source = {
      async refresh(refreshToken: string) {
        presented.push(refreshToken)
        return { access_token: `access-${refreshToken}`, refresh_token: `${refreshToken}+`, expires_in: 300 }
      },
    }
    const clock = createFakeClock()
    const [alice, bob] = [
      createCoordinator({ source: join(source), origins: 'any', clock }),
      createCoordinator({ source: join(source), origins: 'any', clock }),
    ]
    await alice.setTokens({ access_token: 'x', expires_in: 300, refresh_token: 'alice' })
    await bob.setTokens({ access_token: 'x', expires_in: 300, refresh_token: 'bob' })
    for (let round = 0; round < 2; round++) {
      await clock.advance(300_000)
      await alice.getToken()
      await bob.getToken()
    }
    expect(presented).toEqual(['alice', 'bob', 'alice+', 'bob+'])
  })

  test('without a family it would be reused: the server of this test notices', async () => {
    const { source, seen } = rotatingServer()
    const clock = createFakeClock()
    const audiences = Array.from({ length: 2 }, () => createCoordinator({ source, origins: 'any', clock }))
    for (const auth of audiences) await auth.setTokens({ access_token: 'x', expires_in: 300, refresh_token: 'refresh-1' })
    await clock.advance(300_000)
    await Promise.all(audiences.map((auth) => auth.getToken()))
    expect(seen.reused).toBeGreaterThan(0)
  })
})
