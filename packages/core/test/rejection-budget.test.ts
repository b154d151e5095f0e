import { describe, expect, test } from 'vitest'
import { flush } from './fake-clock.ts'
import { createWorld, token } from './world.ts'
import { adapterSideOf } from '../src/adapter/index.ts'

/** Answers each token request at once with a new token. */
function generous(more = {}) {
  let tokens = 0
  const world = createWorld({ retries: 0, source: async () => token(++tokens, more) })
  return Object.assign(world, { tokens: () => tokens })
}

describe('rejections', () => {
  test.for([
    ['whose body holds the connection', { unread: () => new ReadableStream<Uint8Array>({ pull: () => new Promise<void>(() => {}) }) }],
    ['of requests that can be sent once', { replayable: false }],
  ] as const)('of every token (%s) cause twelve token requests at most', async ([, attempt]) => {
    const { clock, rejected, request, tokens } = generous()
    for (let count = 0; count < 100; count++) {
      const verdict = rejected(await request(), attempt)
      await clock.advance(attempt === undefined || 'unread' in attempt ? 5_000 : 0)
      expect(await verdict).toBeUndefined()
    }
    // The budget grows again while bodies are waited for.
    expect(tokens()).toBeLessThanOrEqual('unread' in attempt ? 12 + (100 * 5) / 6 : 12)
  })

  test('by one bad node of two cost no caller an error, and twelve token requests at most', async () => {
    const { auth, rejected, request, tokens } = generous()
    for (let count = 0; count < 100; count++) {
      const replay = await rejected(await request())
      expect(replay).toMatchObject({ attempt: 2 })
      adapterSideOf(auth).accept(replay!)
    }
    expect(tokens()).toBeLessThanOrEqual(12)
  })

  test('of a token that no server has accepted are the response, once the budget is empty', async () => {
    const { rejected, request, tokens } = generous()
    let replays = 0
    for (let count = 0; count < 100; count++) if ((await rejected(await request())) !== undefined) replays++
    expect([tokens(), replays]).toEqual([11, 10])
  })

  test('have ten refreshes at once, and one more every six seconds', async () => {
    const { clock, rejected, request, tokens } = generous()
    const spend = async (): Promise<number> => {
      for (let count = 0; count < 20; count++) await rejected(await request())
      return tokens()
    }
    expect(await spend()).toBe(11)
    await clock.advance(6_000)
    expect(await spend()).toBe(12)
    await clock.advance(18_000)
    expect(await spend()).toBe(15)
  })

  test('ten revocations in a row pass', async () => {
    const { auth, rejected, request, tokens } = generous()
    for (let count = 0; count < 10; count++) {
      const sent = await request()
      const replays = await Promise.all(Array.from({ length: 50 }, () => rejected(sent)))
      expect(replays.every((replay) => replay?.generation === count + 2)).toBe(true)
      adapterSideOf(auth).accept(replays[0]!)
    }
    expect(tokens()).toBe(11)
  })
})

describe('a lifetime of next to nothing', () => {
  test.for([
    ['expires_in', { expires_in: 1e-9 }],
    ['refresh_in', { expires_in: 300, refresh_in: 1e-9 }],
    ['exp', { expires_in: undefined, access_token: `e30.${btoa(JSON.stringify({ exp: Date.UTC(2026, 0, 1) / 1000 + 0.001 }))}.x` }],
  ] as const)('(%s) is no reason to ask with every request', async ([, more]) => {
    const { clock, request, tokens } = generous(more)
    for (let count = 0; count < 100; count++) {
      await request()
      await clock.advance(10)
    }
    await flush()
    expect(tokens()).toBeLessThanOrEqual(2)
  })
})
