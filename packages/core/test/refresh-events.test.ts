import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createCoordinatorPool, type EventName, memoryStore, type NamedEvent, TokenRequestError } from '../src/index.ts'
import { eventNames } from '../src/adapter/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token, type World } from './world.ts'

const ends: ReadonlySet<EventName> = new Set(['refresh', 'refresh-failed', 'refresh-superseded'])

/** The ends of refreshes so far, in short. */
function endsOf({ events }: World): unknown[] {
  return events.filter(({ name }) => ends.has(name)).map(({ name, event }) => [name, (event as { waiters: number }).waiters])
}

const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch(() => {})

describe('waiting', () => {
  test('is emitted for each caller that waits, with the time since the refresh began', async () => {
    const world = createWorld()
    const first = world.request()
    await world.clock.advance(40)
    const others = [world.auth.getToken(), world.request()]
    await world.calls[0]?.respond(token(1))
    await Promise.all([first, ...others])
    expect(world.eventsOf('waiting')).toEqual([0, 40, 40].map((elapsed) => ({ reason: 'missing', elapsed })))
    expect(endsOf(world)).toEqual([['refresh', 3]])
  })

  test('is emitted for a replay, with the reason of its refresh', async () => {
    const world = createWorld()
    const sent = await world.start()
    const replay = world.rejected(sent)
    await flush()
    await world.calls[1]?.respond(token(2))
    await replay
    expect(world.eventsOf('waiting').slice(1)).toEqual([{ reason: 'rejected', elapsed: 0 }])
  })

  test('is not emitted with a good token, nor by a refresh in the background, nor by a caller that gave up before', async () => {
    const world = createWorld()
    await world.start()
    await world.request()
    await world.clock.advance(250_000)
    await world.request()
    await flush()
    expect(world.calls).toHaveLength(2)
    await settled(world.auth.getToken({ signal: AbortSignal.abort() }))
    await world.calls[1]?.respond(token(2))
    expect(world.eventsOf('waiting')).toHaveLength(1)
    expect(endsOf(world)).toEqual([
      ['refresh', 1],
      ['refresh', 0],
    ])
  })

  test('reaches listeners in the context of the caller', async () => {
    const caller = new AsyncLocalStorage<string>()
    const world = createWorld()
    const heard: unknown[] = []
    world.auth.on('waiting', () => heard.push(caller.getStore()))
    const asked = [
      caller.run('first', () => world.request()),
      caller.run('second', () => world.auth.getToken()),
      caller.run('third', async () => {
        await flush()
        return world.auth.getToken()
      }),
    ]
    await flush()
    await flush()
    await world.calls[0]?.respond(token(1))
    await Promise.all(asked)
    expect(heard).toEqual(['first', 'second', 'third'])
  })
})

describe('refresh-superseded', () => {
  test.for<[by: string, supersede: (world: World) => unknown]>([
    ['a login', ({ auth }) => auth.setTokens(token(7))],
    ['a logout', ({ auth }) => auth.clear()],
    ['dispose()', ({ auth }) => auth.dispose()],
  ])('is emitted once for a refresh that %s ends', async ([, supersede]) => {
    const world = createWorld()
    const waiting = settled(world.request())
    await world.clock.advance(30)
    await supersede(world)
    await waiting
    await world.calls[0]?.respond(token(1))
    await flush()
    expect(world.eventsOf('refresh-superseded')).toEqual([{ reason: 'missing', duration: 30, waiters: 1 }])
    expect(endsOf(world)).toEqual([['refresh-superseded', 1]])
  })

  test('is emitted if the refresh finds a logout in the store', async () => {
    const store = memoryStore()
    const [one, two] = [createWorld({ store }), createWorld({ store })]
    await one.auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    await two.request()
    one.auth.invalidate()
    await two.auth.clear()
    await flush()
    expect(endsOf(one)).toEqual([['refresh-superseded', 0]])
  })

  test('is not emitted after a refresh that succeeded or failed', async () => {
    const world = createWorld({ retries: 0 })
    await world.start()
    world.auth.invalidate()
    await flush()
    await world.calls[1]?.fail(new TokenRequestError('down', { status: 503 }))
    await world.auth.clear()
    expect(endsOf(world)).toEqual([
      ['refresh', 1],
      ['refresh-failed', 0],
    ])
    expect(world.eventsOf('refresh-failed')).toMatchObject([{ grant: 'obtain', class: 'transient' }])
  })
})

test('diagnostics channels publish each event that listeners get, in the same order and the same context', async () => {
  const context = new AsyncLocalStorage<string>()
  const published: [NamedEvent, string | undefined][] = []
  for (const name of eventNames) {
    const listener = (event: unknown): void => void published.push([{ name, event } as NamedEvent, context.getStore()])
    subscribe(`everbearer:${name}`, listener)
    onTestFinished(() => void unsubscribe(`everbearer:${name}`, listener))
  }
  const world = createWorld({ retries: 1 })
  const heard: typeof published = []
  world.auth.on('*', (named) => heard.push([named, context.getStore()]))
  const sent = context.run('first caller', () => world.request())
  await flush()
  await world.calls[0]?.respond(token(1))
  const replay = context.run('replay', async () => world.rejected(await sent))
  await flush()
  await world.calls[1]?.fail(new TokenRequestError('down', { status: 503 }))
  await world.clock.advance(60_000)
  await world.calls[2]?.fail(new TokenRequestError('down', { status: 503 }))
  await replay
  await world.auth.setTokens(token(7))
  world.auth.invalidate()
  const left = context.run('last caller', () => settled(world.request()))
  await flush()
  await world.auth.clear()
  await left

  expect(published).toEqual(heard)
  expect(new Set(published.map(([, caller]) => caller))).toEqual(new Set(['first caller', 'replay', 'last caller', undefined]))
  expect(new Set(published.map(([{ name }]) => name))).toEqual(
    new Set([
      'waiting',
      'refresh',
      'attempt',
      'attempt-failed',
      'cooldown',
      'refresh-failed',
      'ignored',
      'tokens-set',
      'refresh-superseded',
      'session-ended',
    ]),
  )
})

describe('the expiry of a token', () => {
  test('is shown by peek(), also after the end of the token', async () => {
    const world = createWorld()
    expect(world.auth.peek().expiresAt).toBeUndefined()
    await world.start()
    const { expiresAt } = world.auth.peek()
    expect(expiresAt).toBe(world.clock.wall() + 300_000)
    await world.clock.advance(400_000)
    expect(world.auth.peek()).toMatchObject({ status: 'active', accessToken: undefined })
    expect(world.auth.peek().expiresAt).toBe(expiresAt)
    expect(Object.keys(world.auth.peek())).toEqual(['status', 'expiresAt'])
    await world.auth.clear()
    expect(world.auth.peek().expiresAt).toBeUndefined()
  })

  test('is undefined if the lifetime is unknown', async () => {
    const world = createWorld()
    await world.start({ access_token: 'opaque' })
    expect(world.auth.peek().expiresAt).toBeUndefined()
  })

  test('is shown by the pool for each account, without a use of any', async () => {
    const worlds = new Map<string, World>()
    const pool = createCoordinatorPool(
      (account: string) => account,
      (account) => {
        const world = createWorld()
        worlds.set(account, world)
        return world.auth
      },
      { max: 2 },
    )
    pool.for('first')
    pool.for('second')
    await worlds.get('second')?.start()
    const { clock } = worlds.get('second')!
    expect(pool.peek().map(({ status, expiresAt }) => [status, expiresAt])).toEqual([
      ['unknown', undefined],
      ['active', clock.wall() + 300_000],
    ])
    pool.for('third')
    expect(pool.has('first')).toBe(false)
  })
})
