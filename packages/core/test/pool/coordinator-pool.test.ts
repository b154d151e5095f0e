import { describe, expect, test } from 'vitest'
import {
  type CoordinatorPool,
  createCoordinator,
  createCoordinatorPool,
  shareRefreshToken,
  defineStore,
  memoryStore,
  SessionEndedError,
  type TokenResponse,
  type TokenSource,
} from '../../src/index.ts'
import { flush } from '../fake-clock.ts'
import { stored } from '../stored.ts'

function perTenant(max?: number) {
  const created: string[] = []
  const coordinators = createCoordinatorPool(
    ({ tenant }: { tenant: string }) => tenant,
    ({ tenant }) => {
      created.push(tenant)
      return createCoordinator({ source: async () => ({ access_token: `token-of-${tenant}` }), origins: 'any' })
    },
    max === undefined ? {} : { max },
  )
  return { coordinators, created }
}

describe('coordinators by account', () => {
  test('no more than max are kept; the one asked for longest ago goes first', () => {
    const { coordinators, created } = perTenant(2)
    for (const tenant of ['a', 'b', 'a', 'c', 'a', 'b']) coordinators.for({ tenant })
    expect(coordinators.size).toBe(2)
    expect(created).toEqual(['a', 'b', 'c', 'b'])
  })

  test('one that was let go still serves whoever holds it', async () => {
    const { coordinators } = perTenant(1)
    const first = coordinators.for({ tenant: 'a' })
    coordinators.for({ tenant: 'b' })
    expect((await first.getToken()).accessToken).toBe('token-of-a')
  })

  test('one that was let go hears no more notices of its store; whoever holds it learns of others when it refreshes', async () => {
    const listeners = new Set<() => void>()
    let loads = 0
    const store = defineStore({
      load: () => void loads++,
      save: () => true,
      subscribe(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    })
    const coordinators = createCoordinatorPool(
      String,
      () => createCoordinator({ source: async () => ({ access_token: 'x' }), origins: 'any', store }),
      { max: 10 },
    )
    const first = coordinators.for(0)
    for (let account = 1; account < 2_000; account++) coordinators.for(account)
    expect(listeners.size).toBe(10)
    for (const listener of listeners) listener()
    await flush()
    expect(loads).toBe(10)
    expect((await first.getToken()).accessToken).toBe('x')
    await coordinators[Symbol.asyncDispose]()
    expect(listeners.size).toBe(0)
  })

  test.for<[how: string, leave: (coordinators: CoordinatorPool<string>) => unknown]>([
    ['let go', (coordinators) => coordinators.for('other')],
    ['deleted', (coordinators) => coordinators.delete('a')],
    ['disposed of with all', (coordinators) => coordinators.dispose()],
  ])('what a refresh token brings is saved when its coordinator is %s meanwhile, each of 100 times', async ([, leave]) => {
    for (let turns = 0; turns < 100; turns++) {
      const store = memoryStore(stored(1, { issuedAt: Date.now() - 400_000, refreshToken: 'old' }))
      let respond: (response: TokenResponse) => void = () => {}
      const source: TokenSource = { refresh: () => new Promise((resolve) => (respond = resolve)) }
      const coordinators = createCoordinatorPool(String, () => createCoordinator({ source, store, origins: 'any' }), { max: 1 })
      const waiting = coordinators
        .for('a')
        .getToken()
        .catch(() => {})
      await flush()
      if (turns % 2 === 0) leave(coordinators)
      respond({ access_token: 'new', refresh_token: 'rotated' })
      for (let turn = 0; turn < turns % 20; turn++) await Promise.resolve()
      if (turns % 2 === 1) leave(coordinators)
      await coordinators[Symbol.asyncDispose]()
      expect(store.load()).toMatchObject({ refreshToken: 'rotated' })
      await waiting
    }
  })

  test('a deleted account’s coordinator is disposed of', async () => {
    const { coordinators } = perTenant()
    const first = coordinators.for({ tenant: 'a' })
    coordinators.delete({ tenant: 'a' })
    await expect(first.getToken()).rejects.toBeInstanceOf(SessionEndedError)
    expect(coordinators.size).toBe(0)
  })

  test('disposing of all disposes of each', async () => {
    const { coordinators } = perTenant()
    const each = ['a', 'b'].map((tenant) => coordinators.for({ tenant }))
    coordinators[Symbol.dispose]()
    for (const coordinator of each) await expect(coordinator.getToken()).rejects.toBeInstanceOf(SessionEndedError)
  })

  test.for([
    ['max', () => perTenant(0)],
    ['max', () => perTenant(1.5)],
    ['keyOf', () => perTenant().coordinators.for({ tenant: '' })],
    ['keyOf', () => createCoordinatorPool(undefined as never, () => undefined as never)],
    ['create', () => createCoordinatorPool(String, undefined as never)],
    [
      'Unknown option "maximum". Allowed: max, idle, onEvict, accountsOf, clock.',
      () => createCoordinatorPool(String, undefined as never, { maximum: 3 } as never),
    ],
    [
      'Unknown option "maxx". Allowed: max, idle, onEvict, accountsOf, clock.',
      () => createCoordinatorPool(String, undefined as never, { maxx: 3 } as never),
    ],
    ['options: expected an object', () => createCoordinatorPool(String, undefined as never, 3 as never)],
  ] as const)('a wrong %s is named', ([name, act]) => {
    expect(act).toThrow(TypeError)
    expect(act).toThrow(name)
  })
})

describe('a refresh token that several coordinators share', () => {
  test('one that fails does not hold up the next', async () => {
    let calls = 0
    const join = shareRefreshToken()
    const member = join({
      async refresh() {
        calls++
        if (calls === 1) throw new Error('boom')
        return { access_token: 'good' }
      },
    })
    const context = { signal: new AbortController().signal }
    const [first, second] = await Promise.allSettled([member.refresh?.('r', context), member.refresh?.('r', context)])
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled'])
  })

  test('one that hangs does not hold up the next for longer than its time', async () => {
    let calls = 0
    const join = shareRefreshToken()
    const member = join({ refresh: () => (++calls === 1 ? new Promise(() => {}) : Promise.resolve({ access_token: 'good' })) })
    const hung = new AbortController()
    const first = member.refresh?.('r', { signal: hung.signal })
    const second = member.refresh?.('r', { signal: new AbortController().signal })
    await flush()
    hung.abort(new Error('too long'))
    await expect(first).rejects.toThrow('too long')
    expect(await second).toMatchObject({ access_token: 'good' })
  })

  test('is followed by its own successor, never by another login’s', async () => {
    const presented: string[] = []
    const join = shareRefreshToken()
    const source = (): TokenSource => ({
      async refresh(refreshToken) {
        presented.push(refreshToken)
        return { access_token: 'x', refresh_token: `${refreshToken}+` }
      },
    })
    const [orders, stock] = [join(source()), join(source())]
    const context = { signal: new AbortController().signal }
    await orders.refresh?.('alice', context)
    await orders.refresh?.('bob', context)
    expect(await stock.refresh?.('alice', context)).toMatchObject({ refresh_token: 'alice++' })
    expect(await stock.refresh?.('bob', context)).toMatchObject({ refresh_token: 'bob++' })
    expect(presented).toEqual(['alice', 'bob', 'alice+', 'bob+'])
  })

  test.for([
    ['null', null, false],
    ['no object', 'refresh_token', false],
    ['one without an access token', { token_type: 'Bearer' }, false],
    ['one with a refresh token that is none', { access_token: 'x', refresh_token: 7 }, true],
    ['one with an empty refresh token', { access_token: 'x', refresh_token: '' }, true],
  ] as const)('keeps its successor when a response is %s', async ([, response, isUsable]) => {
    const presented: string[] = []
    const join = shareRefreshToken()
    const [orders, stock] = [
      join({ refresh: async () => ({ access_token: 'x', refresh_token: 'second' }) }),
      join({ refresh: async (refreshToken) => (presented.push(refreshToken), response as never) }),
    ]
    const context = { signal: new AbortController().signal }
    await orders.refresh?.('first', context)
    await stock.refresh?.('first', context)
    const given = await stock.refresh?.('first', context)
    expect(isUsable ? response : given).toBe(response)
    expect(presented).toEqual(['second', 'second'])
  })

  test('is presented once where a response of null is awaited', async () => {
    const presented: string[] = []
    const member = shareRefreshToken()({ refresh: async (refreshToken) => (presented.push(refreshToken), null as never) })
    const auth = createCoordinator({ source: { ...member, initialRefreshToken: () => 'r' }, origins: 'any', retries: 3 })
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    expect(presented).toEqual(['r'])
  })

  test('a source that needs no refresh token stays as it is', () => {
    const source: TokenSource = { obtain: async () => ({ access_token: 'x' }) }
    expect(shareRefreshToken()(source)).toBe(source)
  })
})
