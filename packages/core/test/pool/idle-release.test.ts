import { describe, expect, test } from 'vitest'
import {
  type Coordinator,
  type CoordinatorPool,
  createCoordinator,
  createCoordinatorPool,
  memoryStore,
  type TokenResponse,
} from '../../src/index.ts'
import { createFakeClock, type FakeClock, flush } from '../fake-clock.ts'
import { stored, testStart } from '../stored.ts'
import { token } from '../world.ts'

interface Idle {
  readonly clock: FakeClock
  readonly pool: CoordinatorPool<string>
  readonly evicted: string[]
}

function createIdlePool(create: (account: string, clock: FakeClock) => Coordinator = plain, idle = 1_000, max?: number): Idle {
  const clock = createFakeClock()
  const evicted: string[] = []
  const onEvict = (account: string, reason: string): void => void evicted.push(`${account}: ${reason}`)
  return { clock, evicted, pool: createCoordinatorPool(String, (account: string) => create(account, clock), { idle, clock, onEvict, max }) }
}

function plain(account: string, clock: FakeClock): Coordinator {
  return createCoordinator({ source: async () => token(0, { access_token: account }), origins: 'any', clock })
}

describe('a coordinator that nobody asks for', () => {
  test('leaves the pool after the time of `idle`, counted from the last use', async () => {
    const { clock, pool, evicted } = createIdlePool()
    pool.for('a')
    pool.for('b')
    await clock.advance(600)
    pool.for('a')
    await clock.advance(399)
    expect([pool.has('a'), pool.has('b'), pool.size]).toEqual([true, true, 2])
    await clock.advance(1)
    expect([pool.has('a'), pool.has('b'), pool.size]).toEqual([true, false, 1])
    await clock.advance(600)
    expect(evicted).toEqual(['b: idle', 'a: idle'])
  })

  test('is not used by `has`', async () => {
    const { clock, pool } = createIdlePool()
    pool.for('a')
    await clock.advance(999)
    expect(pool.has('a')).toBe(true)
    await clock.advance(1)
    expect(pool.has('a')).toBe(false)
  })

  test('leaves at the next use of another account if no timer has run', async () => {
    const clock = createFakeClock()
    const stopped = { ...clock, setTimeout: () => 0 }
    const pool = createCoordinatorPool(String, (account: string) => plain(account, clock), { idle: 1_000, clock: stopped })
    pool.for('a')
    await clock.advance(5_000)
    expect(pool.has('a')).toBe(true)
    pool.for('b')
    await flush()
    expect([pool.has('a'), pool.has('b')]).toEqual([false, true])
  })

  test('still works for the callers that hold it', async () => {
    const { clock, pool } = createIdlePool()
    const first = pool.for('a')
    await clock.advance(1_000)
    expect(pool.has('a')).toBe(false)
    expect((await first.getToken()).accessToken).toBe('a')
    expect(pool.for('a')).not.toBe(first)
  })

  test('stays without the option `idle`', async () => {
    const clock = createFakeClock()
    const pool = createCoordinatorPool(String, (account: string) => plain(account, clock), { clock })
    pool.for('a')
    expect(clock.pendingTimers).toBe(0)
    await clock.advance(86_400_000)
    expect(pool.has('a')).toBe(true)
  })
})

describe('the timer of idle coordinators', () => {
  test('is one for all, none where the pool is empty, and none after dispose()', async () => {
    const { clock, pool } = createIdlePool()
    for (const account of ['a', 'b', 'c']) pool.for(account)
    expect(clock.pendingTimers).toBe(1)
    await clock.advance(1_000)
    expect([pool.size, clock.pendingTimers]).toEqual([0, 0])
    pool.for('a')
    expect(clock.pendingTimers).toBe(1)
    pool.dispose()
    expect(clock.pendingTimers).toBe(0)
  })

  test('does not keep the process alive', () => {
    const clock = createFakeClock()
    let unrefs = 0
    const timer = { ref() {}, unref: () => void unrefs++ }
    const pool = createCoordinatorPool(String, (account: string) => plain(account, clock), {
      idle: 1_000,
      clock: { ...clock, setTimeout: () => timer },
    })
    pool.for('a')
    expect(unrefs).toBe(1)
  })
})

describe('a coordinator with a refresh token under way', () => {
  /** Each source waits for its test. */
  function createBusyPool(): Idle & {
    readonly respond: (response: TokenResponse) => void
    readonly store: ReturnType<typeof memoryStore>
  } {
    let respond: (response: TokenResponse) => void = () => {}
    const store = memoryStore(stored(1, { issuedAt: testStart - 400_000, refreshToken: 'old' }))
    const idle = createIdlePool((_account, clock) =>
      createCoordinator({
        source: { refresh: () => new Promise((resolve) => (respond = resolve)) },
        store,
        origins: 'any',
        clock,
      }),
    )
    return { ...idle, store, respond: (response) => respond(response) }
  }

  test('stays until the response is saved, and leaves then', async () => {
    const { clock, pool, evicted, respond, store } = createBusyPool()
    const auth = pool.for('a')
    const waiting = auth.getToken()
    await flush()
    await clock.advance(1_500)
    expect([pool.has('a'), pool.for('b') === auth, evicted]).toEqual([true, false, []])
    await clock.advance(4_000)
    expect(pool.has('a')).toBe(true)
    respond({ access_token: 'new', refresh_token: 'rotated', expires_in: 300 })
    expect((await waiting).accessToken).toBe('new')
    await flush()
    expect(store.load()).toMatchObject({ refreshToken: 'rotated' })
    expect(pool.has('a')).toBe(false)
  })

  test('stays if it is asked for meanwhile, for the whole time of `idle`', async () => {
    const { clock, pool, respond } = createBusyPool()
    const auth = pool.for('a')
    const waiting = auth.getToken()
    await flush()
    await clock.advance(1_500)
    expect(pool.for('a')).toBe(auth)
    respond({ access_token: 'new', refresh_token: 'rotated', expires_in: 300 })
    await waiting
    await clock.advance(999)
    expect(pool.has('a')).toBe(true)
    await clock.advance(1)
    expect(pool.has('a')).toBe(false)
  })

  test('sets no timer over and over while it waits', async () => {
    const { clock, pool } = createBusyPool()
    void pool
      .for('a')
      .getToken()
      .catch(() => {})
    await flush()
    const before = clock.pendingTimers
    await clock.advance(1_001)
    expect(clock.pendingTimers).toBeLessThan(before)
  })
})
