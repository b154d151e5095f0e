import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import {
  type AccountEvent,
  type Coordinator,
  type CoordinatorEvents,
  createCoordinator,
  createCoordinatorPool,
  type EventName,
  type EvictReason,
  logEvents,
} from '../../src/index.ts'
import { adapterSideOf } from '../../src/adapter/index.ts'
import { flush } from '../fake-clock.ts'

const url = 'https://api.example.com/orders'

function create(account: string): Coordinator {
  return createCoordinator({ source: async () => ({ access_token: `secret-of-${account}`, expires_in: 300 }), origins: 'any' })
}

describe('the events of a pool', () => {
  test('are those of each coordinator, of earlier and of later ones, with the key of the account', async () => {
    const pool = createCoordinatorPool(
      (id: number) => `tenant-${id}`,
      (id) => create(`${id}`),
    )
    const seen: string[] = []
    const early = pool.for(1)
    pool.on('refresh', ({ account, name, event }) => seen.push(`${account} ${name} ${event.generation}`))
    await early.getToken()
    await pool.for(2).getToken()
    await flush()
    expect(seen).toEqual(['tenant-1 refresh 1', 'tenant-2 refresh 1'])
  })

  test('of all names come with their name, and hold no token', async () => {
    const pool = createCoordinatorPool(String, create)
    const seen: AccountEvent[] = []
    pool.on('*', (event) => seen.push(event))
    await pool.for('a').getToken()
    await pool.for('a').clear()
    await flush()
    expect(seen.map(({ account, name }) => `${account} ${name}`)).toEqual(['a waiting', 'a refresh', 'a session-ended'])
    expect(JSON.stringify(seen)).not.toContain('secret-of-a')
  })

  test('end with the subscription, for all coordinators', async () => {
    const pool = createCoordinatorPool(String, create, { max: 1 })
    const listener = vi.fn<() => void>()
    const off = pool.on('refresh', listener)
    const gone = pool.for('gone')
    const auth = pool.for('a')
    off()
    await Promise.all([gone.getToken(), auth.getToken(), pool.for('later').getToken()])
    await flush()
    expect(listener).not.toHaveBeenCalled()
  })

  test('of a coordinator that has left the pool still come', async () => {
    const pool = createCoordinatorPool(String, create, { max: 1 })
    const seen: string[] = []
    pool.on('refresh', ({ account }) => seen.push(account))
    const gone = pool.for('gone')
    pool.for('other')
    await gone.getToken()
    await flush()
    expect(seen).toEqual(['gone'])
  })

  test('of requests are emitted only while somebody listens to them', async () => {
    const pool = createCoordinatorPool(String, create)
    pool.on('refresh', () => {})
    const auth = pool.for('a')
    const trace = (): unknown => adapterSideOf(auth).trace({ url })
    expect(trace()).toBeUndefined()
    const off = pool.on('attempt', () => {})
    expect(trace()).toBeDefined()
    off()
    expect(trace()).toBeUndefined()
  })

  test('go to logEvents(), too: one log for all accounts', async () => {
    const pool = createCoordinatorPool(String, create)
    const lines: string[] = []
    const write = (line: string): void => void lines.push(line)
    const stop = logEvents(pool, { debug: write, info: write, warn: write, error: write })
    await pool.for('a').getToken()
    await flush()
    stop()
    expect(lines).toHaveLength(1)
    expect(lines.join()).not.toContain('secret-of-a')
  })

  test.for([
    ['"refreshed"', 'refreshed', () => {}],
    ['a function', 'refresh', 'no function'],
  ] as const)('a wrong argument is named: %s', ([message, name, listener]) => {
    const pool = createCoordinatorPool(String, create)
    expect(() => pool.on(name as never, listener as never)).toThrow(TypeError)
    expect(() => pool.on(name as never, listener as never)).toThrow(message)
  })

  test('have types that their name narrows', () => {
    const pool = createCoordinatorPool(String, create)
    pool.on('cooldown', (given) => {
      expectTypeOf(given.account).toEqualTypeOf<string>()
      expectTypeOf(given.name).toEqualTypeOf<'cooldown'>()
      expectTypeOf(given.event).toEqualTypeOf<CoordinatorEvents['cooldown']>()
    })
    pool.on('*', (given) => {
      expectTypeOf(given.name).toEqualTypeOf<EventName>()
      if (given.name === 'session-ended') expectTypeOf(given.event).toEqualTypeOf<CoordinatorEvents['session-ended']>()
    })
  })
})

describe('onEvict', () => {
  afterEach(() => vi.unstubAllGlobals())

  test('gets the key of each account that leaves, and the reason', async () => {
    const seen: string[] = []
    const onEvict = (account: string, reason: EvictReason): void => void seen.push(`${account}: ${reason}`)
    const pool = createCoordinatorPool(String, create, { max: 3, onEvict })
    for (const account of ['a', 'b', 'c', 'd']) pool.for(account)
    pool.delete('b')
    pool.delete('b')
    pool.dispose()
    expect(seen).toEqual([])
    await flush()
    expect(seen).toEqual(['a: size', 'b: deleted', 'c: disposed', 'd: disposed'])
  })

  test('that throws or rejects harms nobody: its error is reported', async () => {
    const reported: unknown[] = []
    vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
    const pool = createCoordinatorPool(String, create, {
      max: 1,
      async onEvict(account) {
        throw new Error(account)
      },
    })
    pool.for('a')
    expect((await pool.for('b').getToken()).accessToken).toBe('secret-of-b')
    await flush()
    expect(reported).toEqual([new Error('a')])
  })
})
