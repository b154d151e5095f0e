import { describe, expect, test } from 'vitest'
import { adapterSideOf, type Authorization, withSecrets } from '../src/adapter/index.ts'
import { createActiveToken } from '../src/session/active-token.ts'
import { createSessionIdentity } from '../src/session/session-identity.ts'
import { phaseAt } from '../src/token/token-lifetime.ts'
import { flush } from './fake-clock.ts'
import { stored } from './stored.ts'
import { createWorld, token, type World } from './world.ts'

/** Rejects an authorization, and gives the token request that follows its response. */
async function rejectAndReplace(world: World, sent: Authorization, next: number): Promise<Authorization | undefined> {
  const before = world.calls.length
  const replay = world.rejected(sent)
  await flush()
  if (world.calls.length > before) await world.lastCall.respond(token(next))
  return replay
}

/** The first request is rejected. Its replay has another token. */
async function createReplay(): Promise<{ readonly world: World; readonly replay: Authorization }> {
  const world = createWorld()
  const replay = await rejectAndReplace(world, await world.start(), 2)
  expect(replay).toMatchObject({ generation: 2, attempt: 2, isFinal: true })
  return { world, replay: replay! }
}

const rulesOf = ({ eventsOf }: World): string[] => eventsOf('ignored').map(({ rule }) => rule)

describe('a replay whose token expired on its way to the server', () => {
  test('is replayed once more', async () => {
    const { world, replay } = await createReplay()
    await world.clock.advance(300_000)
    expect(await rejectAndReplace(world, replay, 3)).toMatchObject({ generation: 3, attempt: 3, isFinal: true })
    expect(rulesOf(world)).toEqual([])
  })

  test('is replayed with the newer token, if another request has got that', async () => {
    const { world, replay } = await createReplay()
    await world.clock.advance(300_000)
    const other = world.request()
    await flush()
    await world.lastCall.respond(token(3))
    await other
    expect(await world.rejected(replay)).toMatchObject({ generation: 3, attempt: 3, isFinal: true })
    expect(world.calls).toHaveLength(3)
  })

  test('is not replayed if the token could still be used', async () => {
    const { world, replay } = await createReplay()
    await world.clock.advance(240_000)
    expect(await rejectAndReplace(world, replay, 3)).toBeUndefined()
    expect(rulesOf(world)).toEqual(['rejected-again'])
  })

  test('is not replayed a third time', async () => {
    const { world, replay } = await createReplay()
    await world.clock.advance(300_000)
    const second = await rejectAndReplace(world, replay, 3)
    await world.clock.advance(300_000)
    expect(await rejectAndReplace(world, second!, 4)).toBeUndefined()
    expect(rulesOf(world)).toEqual(['rejected-again'])
    expect(world.calls).toHaveLength(3)
  })
})

describe('a replay whose token a server that counts whole seconds has ended', () => {
  test('is replayed once more, a second before the end of the lifetime', async () => {
    const world = createWorld()
    const short = { expires_in: 3 }
    const replaying = world.rejected(await world.start(token(1, short)))
    await flush()
    await world.lastCall.respond(token(2, short))
    const replay = await replaying
    await world.clock.advance(2_000)
    const next = world.rejected(replay!)
    await flush()
    await world.lastCall.respond(token(3, short))
    expect(await next).toMatchObject({ generation: 3, attempt: 3 })
  })
})

describe('a token whose response took longer than its lifetime', () => {
  /** The server may have issued the token at any moment of the wait. */
  async function createLateReplay(): Promise<{ readonly world: World; readonly replay: Authorization }> {
    const world = createWorld({ refreshTimeout: 600_000, maxRetryTime: 600_000 })
    const replaying = world.rejected(await world.start())
    await flush()
    await world.clock.advance(301_000)
    await world.lastCall.respond(token(2))
    const replay = await replaying
    expect(replay).toMatchObject({ generation: 2, attempt: 2, isFinal: true })
    return { world, replay: replay! }
  }

  test('may have expired on the way: its request is replayed once more', async () => {
    const { world, replay } = await createLateReplay()
    expect(await rejectAndReplace(world, replay, 3)).toMatchObject({ generation: 3, attempt: 3 })
  })

  test('is new if a person has logged in meanwhile: nobody has to log in twice', async () => {
    let logins = 0
    const login = async (): Promise<unknown> => {
      logins++
      await new Promise<void>((resolve) => void world.clock.setTimeout(resolve, 360_000))
      return token(logins)
    }
    const world: World = createWorld({ source: { interactive: true, obtain: login as never } })
    const asking = world.request()
    await world.clock.advance(360_000)
    const replaying = world.rejected(await asking)
    await world.clock.advance(360_000)
    expect(await world.rejected((await replaying)!)).toBeUndefined()
    expect(logins).toBe(2)
    expect(rulesOf(world)).toEqual(['rejected-again'])
  })

  test('is sent once more as it is, and not twice, if the budget is empty', async () => {
    const world = createWorld()
    const short = { expires_in: 2 }
    let sent = await world.start(token(1, short))
    for (let generation = 2; generation <= 11; generation++) {
      await rejectAndReplace(world, sent, generation)
      sent = await world.request()
    }
    world.auth.invalidate()
    await flush()
    await world.clock.advance(2_000)
    await world.lastCall.respond(token(12, short))
    sent = await world.request()
    expect(sent).toMatchObject({ generation: 12, attempt: 1 })
    adapterSideOf(world.auth).accept(sent)
    const replay = await world.rejected(sent)
    expect(replay).toMatchObject({ generation: 12, attempt: 2, isFinal: true })
    expect(await world.rejected(replay!)).toBeUndefined()
    expect(rulesOf(world)).toEqual(['rejected-again'])
  })

  test('is no sign of a server that rejects every token', async () => {
    const { world, replay } = await createLateReplay()
    const replaying = world.rejected(replay)
    await flush()
    await world.clock.advance(301_000)
    await world.lastCall.respond(token(3))
    const second = await replaying
    expect(second).toMatchObject({ generation: 3, attempt: 3 })
    expect(await world.rejected(second!)).toBeUndefined()
    const other = await world.request()
    expect(other).toMatchObject({ generation: 3, attempt: 1 })
    expect(await rejectAndReplace(world, other, 4)).toMatchObject({ generation: 4 })
    expect(rulesOf(world)).toEqual(['rejected-again'])
  })
})

describe('the rejection of an expired token', () => {
  test('takes no refresh from the budget: the next request would refresh the token, too', async () => {
    const world = createWorld()
    const short = { expires_in: 2 }
    await world.start(token(1, short))
    // In 80 s, the budget gains 13 refreshes. It has 10 at the start.
    for (let generation = 2; generation <= 41; generation++) {
      const sent = await world.request()
      await world.clock.advance(2_000)
      const replay = world.rejected(sent)
      await flush()
      await world.lastCall.respond(token(generation, short))
      expect(await replay).toMatchObject({ generation, attempt: 2 })
    }
    expect(await rejectAndReplace(world, await world.request(), 42)).toMatchObject({ generation: 42 })
    expect(rulesOf(world)).toEqual([])
  })

  test('starts a refresh although the server has rejected this token when it was new', async () => {
    const world = createWorld({ cooldown: { min: 600_000, max: 600_000 } })
    const replay = await rejectAndReplace(world, await world.start(), 2)
    const other = await world.request()
    expect(await world.rejected(replay!)).toBeUndefined()
    expect(await world.rejected(other)).toBeUndefined()
    expect(rulesOf(world)).toEqual(['rejected-again', 'always-rejected'])
    await world.clock.advance(300_000)
    expect(await rejectAndReplace(world, other, 3)).toMatchObject({ generation: 3 })
  })
})

describe('an unknown moment', () => {
  test('of an authorization that an adapter made itself does not count as reached', async () => {
    const { world, replay } = await createReplay()
    const { expires: _, value, headers, ...shown } = replay
    await world.clock.advance(300_000)
    expect(await world.rejected(withSecrets(shown, value, headers))).toBeUndefined()
    expect(rulesOf(world)).toEqual(['rejected-again'])
  })

  test('of a token that was restored without a lifetime counts as reached', () => {
    const { lifetime: _, ...record } = stored(1)
    const policy = { header: 'Authorization', scheme: 'Bearer', refreshAt: 0.8, expiryMargin: 10_000 }
    const issued = { wall: record.issuedAt, monotonic: -Infinity }
    const { deadlines } = createActiveToken(record, issued, 0, createSessionIdentity(1), policy)
    expect(phaseAt(deadlines, record.issuedAt + 1, 5_000)).toBe('expired')
  })
})
