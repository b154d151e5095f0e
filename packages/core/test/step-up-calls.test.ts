import { describe, expect, test } from 'vitest'
import { memoryStore, SessionEndedError } from '../src/index.ts'
import type { Authorization } from '../src/adapter/index.ts'
import { createFakeClock, flush } from './fake-clock.ts'
import { createSharedPlace } from './shared-place.ts'
import { admin, createStepUpWorld, gold } from './step-up-world.ts'
import { token } from './world.ts'

describe('concurrent demands', () => {
  test('of the same kind call the hook once, and all wait for it', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start()
    const replays = Array.from({ length: 20 }, () => demanded(sent))
    await flush()
    const late = demanded(sent)
    await flush()
    expect(hooked).toHaveLength(1)
    await hooked[0]?.respond(token(2))
    for (const replay of [...replays, late]) expect(await replay).toMatchObject({ generation: 2 })
    expect(world.eventsOf('step-up')).toMatchObject([{ waiters: 21 }])
  })

  test('of different kinds are one call each, one after another', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start()
    const replays = [demanded(sent), demanded(sent, admin), demanded(sent, gold.replace('gold', 'silver'))]
    await flush()
    expect(hooked.map(({ acrValues, scope }) => acrValues ?? scope)).toEqual(['gold'])
    await hooked[0]?.respond(token(2))
    expect(hooked.map(({ acrValues, scope }) => acrValues ?? scope)).toEqual(['gold', 'admin'])
    await hooked[1]?.fail(new Error('no'))
    expect(hooked.map(({ acrValues, scope }) => acrValues ?? scope)).toEqual(['gold', 'admin', 'silver'])
    await hooked[2]?.respond(token(3))
    expect(await Promise.all(replays)).toMatchObject([{ generation: 2 }, undefined, { generation: 3 }])
  })

  test('are not asked for if the call before has brought the scopes', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start()
    const replays = [demanded(sent, admin), demanded(sent, admin.replace('admin', 'pay'))]
    await flush()
    await hooked[0]?.respond(token(2, { scope: 'pay admin' }))
    expect(await Promise.all(replays)).toMatchObject([{ generation: 2 }, { generation: 2 }])
    expect(hooked).toHaveLength(1)
  })
})

describe('a request with an older token than the last step-up', () => {
  test('is sent again without a call, if its demand was met', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start()
    const first = demanded(sent)
    await flush()
    await hooked[0]?.respond(token(2))
    await first
    expect(await demanded(sent)).toMatchObject({ generation: 2 })
    expect(hooked).toHaveLength(1)
  })

  test('is sent again without a call, if a newer token has its scopes', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start()
    await world.auth.setTokens(token(2, { scope: 'admin read' }), { session: 'same' })
    expect(await demanded(sent, admin)).toMatchObject({ generation: 2 })
    expect(hooked).toHaveLength(0)
  })

  test('is not what a token is that has the scopes and was itself not enough', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    void demanded(await world.start(token(1, { scope: 'admin' })), admin)
    await flush()
    expect(hooked).toMatchObject([{ scope: 'admin', grantedScope: 'admin' }])
  })

  test('asks the hook, if its demand is another', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start()
    const first = demanded(sent)
    await flush()
    await hooked[0]?.respond(token(2, { scope: 'read' }))
    await first
    void demanded(sent, admin)
    await flush()
    expect(hooked).toHaveLength(2)
  })
})

describe('a server that demands the same again', () => {
  async function unmet(): Promise<{ of: ReturnType<typeof createStepUpWorld>; replay: Authorization }> {
    const of = createStepUpWorld()
    const replaying = of.demanded(await of.world.start(token(1, { expires_in: 100_000 })))
    await flush()
    await of.hooked[0]?.respond(token(2, { expires_in: 100_000 }))
    return { of, replay: (await replaying)! }
  }

  test('gets one replay: the response is the caller’s', async () => {
    const { of, replay } = await unmet()
    expect(await of.demanded(replay)).toBeUndefined()
    expect(of.hooked).toHaveLength(1)
    expect(of.world.eventsOf('ignored')).toMatchObject([{ rule: 'step-up-unmet' }])
  })

  test('brings no prompt to other requests for a minute', async () => {
    const { of, replay } = await unmet()
    await of.demanded(replay)
    const next = of.world.ask() as Authorization
    expect(await of.demanded(next)).toBeUndefined()
    await of.world.clock.advance(59_999)
    expect(await of.demanded(next)).toBeUndefined()
    expect(of.hooked).toHaveLength(1)
    await of.world.clock.advance(1)
    void of.demanded(next)
    await flush()
    expect(of.hooked).toHaveLength(2)
  })

  test('may demand something else of another request meanwhile', async () => {
    const { of, replay } = await unmet()
    await of.demanded(replay)
    void of.demanded(of.world.ask() as Authorization, admin)
    await flush()
    expect(of.hooked).toHaveLength(2)
  })

  test('is asked for again at once, if the tokens were accepted before', async () => {
    const { of } = await unmet()
    void of.demanded(of.world.ask() as Authorization)
    await flush()
    expect(of.hooked).toHaveLength(2)
  })

  test('or demands something else of the replay: the response is the caller’s', async () => {
    const { of, replay } = await unmet()
    expect(await of.demanded(replay, admin)).toBeUndefined()
    expect(of.hooked).toHaveLength(1)
    expect(of.world.eventsOf('ignored')).toMatchObject([{ rule: 'rejected-again' }])
  })
})

describe('the number of attempts', () => {
  test('a step-up follows the replay after a rejection, and is the last', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const replaying = world.rejected(await world.start())
    await flush()
    await world.calls[1]?.respond(token(2))
    const replay = (await replaying)!
    expect(replay).toMatchObject({ attempt: 2, isFinal: true })
    const stepping = demanded(replay)
    await flush()
    await hooked[0]?.respond(token(3))
    const last = (await stepping)!
    expect(last).toMatchObject({ generation: 3, attempt: 3, isFinal: true })
    expect(await world.rejected(last)).toBeUndefined()
    expect(await demanded(last)).toBeUndefined()
    expect(world.calls).toHaveLength(2)
  })

  test('no step-up follows a second replay', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const replace = async (n: number): Promise<void> => {
      world.auth.invalidate()
      await flush()
      await world.calls.at(-1)?.respond(token(n))
    }
    const sent = await world.start()
    await replace(2)
    const replay = await world.rejected(sent)
    await replace(3)
    const second = await world.rejected(replay!)
    expect(second).toMatchObject({ attempt: 3 })
    expect(await demanded(second!)).toBeUndefined()
    expect(hooked).toHaveLength(0)
    expect(world.eventsOf('ignored')).toMatchObject([{ rule: 'rejected-again' }])
  })

  test('a rejection of the step-up’s token is the caller’s, and refreshes nothing', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const stepping = demanded(await world.start())
    await flush()
    await hooked[0]?.respond(token(2))
    expect(await world.rejected((await stepping)!)).toBeUndefined()
    expect(world.calls).toHaveLength(1)
  })
})

describe('a session that ends while the hook runs', () => {
  test.for(['cleared', 'replaced', 'disposed'] as const)('(%s) fails its callers, and drops the late tokens', async (reason) => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start()
    const replays = [demanded(sent), demanded(sent), demanded(sent, admin)].map((replay) => replay.catch((error: unknown) => error))
    await flush()
    if (reason === 'cleared') await world.auth.clear()
    if (reason === 'replaced') await world.auth.setTokens(token(7))
    if (reason === 'disposed') world.auth.dispose()
    const errors = await Promise.all(replays)
    for (const error of errors) expect(error).toMatchObject({ code: 'ERR_SESSION_ENDED', reason })
    expect(new Set(errors).size).toBe(3)
    expect(hooked[0]?.signal.reason).toBeInstanceOf(SessionEndedError)
    await hooked[0]?.respond(token(2, { refresh_token: 'late' }))
    expect(world.auth.peek().accessToken).toBe(reason === 'replaced' ? 'access-7' : undefined)
    expect(hooked).toHaveLength(1)
    expect(world.eventsOf('step-up')).toMatchObject([{ result: 'dropped', waiters: 2 }])
  })

  test('in the very tick in which the tokens come, drops them', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const replay = demanded(await world.start()).catch((error: unknown) => error)
    await flush()
    const responding = hooked[0]?.respond(token(2))
    void world.auth.setTokens(token(7))
    await responding
    expect(await replay).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'replaced' })
    expect(world.ask()).toMatchObject({ value: 'Bearer access-7' })
  })

  test.for(Array.from({ length: 16 }, (_, turns) => turns))(
    '%i microtasks after the tokens came, keeps them out of the next session',
    async (turns) => {
      const { world, demanded, hooked } = createStepUpWorld()
      const replay = demanded(await world.start()).catch((error: unknown) => error)
      await flush()
      void hooked[0]?.respond(token(2))
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      await world.auth.setTokens(token(7))
      await flush()
      expect(world.ask()).toMatchObject({ value: 'Bearer access-7' })
      expect(world.eventsOf('tokens-set').at(-1)).toMatchObject({ session: 'new' })
      const [event] = world.eventsOf('step-up')
      const result = await replay
      // If the tokens came in time, the session ended after the hook: the adapter then sends no replay.
      expect([event?.result, (result as { code?: string } | undefined)?.code]).toBeOneOf([
        ['dropped', 'ERR_SESSION_ENDED'],
        ['tokens', 'ERR_SESSION_ENDED'],
        ['tokens', undefined],
      ])
    },
  )

  test('leaves nothing of its demands to the next session', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const stepping = demanded(await world.start())
    await flush()
    await hooked[0]?.respond(token(2))
    await demanded((await stepping)!)
    await world.auth.setTokens(token(7))
    void demanded(world.ask() as Authorization)
    await flush()
    expect(hooked).toHaveLength(2)
  })

  test('because the tokens are another user’s: they begin a session, and the request is not sent again', async () => {
    const { world, demanded, hooked } = createStepUpWorld({ subject: ({ user }) => user as string })
    const replay = demanded(await world.start(token(1, { user: 'alice' } as object))).catch((error: unknown) => error)
    await flush()
    await hooked[0]?.respond(token(2, { user: 'bob' } as object))
    expect(await replay).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'replaced' })
    expect(world.eventsOf('tokens-set')).toMatchObject([{ session: 'new' }])
  })

  test('before the response came: the response is the caller’s, and the hook is not called', async () => {
    const { world, demanded, hooked } = createStepUpWorld()
    const sent = await world.start()
    await world.auth.setTokens(token(7))
    expect(await demanded(sent)).toBeUndefined()
    expect(hooked).toHaveLength(0)
    expect(world.eventsOf('ignored')).toMatchObject([{ rule: 'session-over' }])
  })
})

describe('other processes', () => {
  test('get the tokens through the store', async () => {
    const clock = createFakeClock()
    const place = createSharedPlace(clock)
    const one = createStepUpWorld({ store: place.open(), clock })
    const other = createStepUpWorld({ store: place.open(), clock })
    const stepping = one.demanded(await one.world.start(token(1, { refresh_token: 'r1' })))
    await flush()
    expect((await other.world.request()).value).toBe('Bearer access-1')
    await one.hooked[0]?.respond(token(2, { refresh_token: 'r2' }))
    await stepping
    await flush()
    expect(place.record()).toMatchObject({ accessToken: 'access-2', refreshToken: 'r2' })
    expect((await other.world.request()).value).toBe('Bearer access-2')
    expect(other.world.calls).toHaveLength(0)
  })
})

test('a store that fails keeps no request from its tokens', async () => {
  const place = createSharedPlace(createFakeClock())
  const { world, demanded, hooked } = createStepUpWorld({ store: place.open() })
  const stepping = demanded(await world.start())
  await flush()
  place.state = 'fails'
  await hooked[0]?.respond(token(2))
  expect(await stepping).toMatchObject({ generation: 2 })
})

test('a session keeps no demand beyond fifty, whatever servers demand', async () => {
  const { world, demanded, hooked } = createStepUpWorld({ store: memoryStore() })
  const sent = await world.start(token(1, { expires_in: 100_000 }))
  for (let n = 0; n <= 50; n++) {
    const replay = demanded(sent, gold.replace('gold', `level-${n}`))
    await flush()
    await hooked[n]?.respond(token(n + 2, { expires_in: 100_000 }))
    await replay
  }
  expect(await demanded(sent, gold.replace('gold', 'level-1'))).toMatchObject({ generation: 52 })
  expect(hooked).toHaveLength(51)
  void demanded(sent, gold.replace('gold', 'level-0'))
  await flush()
  expect(hooked).toHaveLength(52)
})
