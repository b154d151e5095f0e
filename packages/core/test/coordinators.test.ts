import { describe, expect, test } from 'vitest'
import { createCoordinator, createCoordinators, createRefreshTokenFamily, SessionEndedError, type TokenSource } from '../src/index.ts'
import { flush } from './fake-clock.ts'

function perTenant(max?: number) {
  const created: string[] = []
  const coordinators = createCoordinators(
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
    ['keyOf', () => createCoordinators(undefined as never, () => undefined as never)],
    ['create', () => createCoordinators(String, undefined as never)],
  ] as const)('a wrong %s is named', ([name, act]) => {
    expect(act).toThrow(TypeError)
    expect(act).toThrow(name)
  })
})

describe('a refresh token that several coordinators share', () => {
  test('one that fails does not hold up the next', async () => {
    let calls = 0
    const join = createRefreshTokenFamily()
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
    const join = createRefreshTokenFamily()
    const member = join({ refresh: () => (++calls === 1 ? new Promise(() => {}) : Promise.resolve({ access_token: 'good' })) })
    const hung = new AbortController()
    const first = member.refresh?.('r', { signal: hung.signal })
    const second = member.refresh?.('r', { signal: new AbortController().signal })
    await flush()
    hung.abort(new Error('too long'))
    await expect(first).rejects.toThrow('too long')
    expect(await second).toMatchObject({ access_token: 'good' })
  })

  test('a source that needs no refresh token stays as it is', () => {
    const source: TokenSource = { obtain: async () => ({ access_token: 'x' }) }
    expect(createRefreshTokenFamily()(source)).toBe(source)
  })
})
