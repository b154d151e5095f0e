import { describe, expect, test } from 'vitest'
import { adapterSideOf } from '../src/adapter/index.ts'
import { createCoordinator } from '../src/index.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createRandom } from './random.ts'

const second = 1_000
const lifetime = 5 * second
const lifetimes = 100

/** How long things take, ms. */
interface Delays {
  /** From a token request to its response. */
  readonly token: number
  /** From every other request to its arrival at the API. The others arrive at once. */
  readonly way: number
}

/** Sends without a pause. The server ends each token in the whole second before its end, as Keycloak does. */
async function sendOverLifetimes({ token, way }: Delays, random: () => number) {
  const clock = createFakeClock()
  const wait = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimeout(resolve, ms))
  const ends = new Map<string, number>()
  const auth = createCoordinator({
    async source() {
      await wait(token / 2)
      const accessToken = `access-${ends.size + 1}`
      ends.set(`Bearer ${accessToken}`, Math.floor(clock.wall() / second) * second + lifetime)
      await wait(token / 2)
      return { access_token: accessToken, expires_in: lifetime / second, token_type: 'Bearer' }
    },
    origins: 'any',
    clock,
    random,
  })
  const seen = { served: 0, rejected: 0, left: [] as string[], tokens: () => ends.size }
  auth.on('ignored', ({ rule }) => void seen.left.push(rule))
  const side = adapterSideOf(auth)

  async function send(): Promise<void> {
    const url = 'https://api.example.com/orders'
    const request = { url, replayable: true, trace: side.trace({ url }) }
    for (let sent = await side.authorize(request); sent !== undefined;) {
      await wait(random() < 0.5 ? way : 0)
      const isGood = clock.wall() < ends.get(sent.value)!
      await wait(100)
      if (isGood) {
        side.accept(sent)
        seen.served++
        return
      }
      seen.rejected++
      sent = await side.handleErrorResponse(sent, { status: 401, challenge: 'Bearer error="invalid_token"' }, request)
    }
  }

  await whileTimeRuns(clock, send)
  auth.dispose()
  return seen
}

/** Two callers send, one request after another. */
async function whileTimeRuns(clock: FakeClock, send: () => Promise<void>): Promise<void> {
  const end = new AbortController()
  const callers = [0, 1].map(async () => {
    while (!end.signal.aborted) await send()
  })
  for (let time = 0; time < lifetimes * lifetime; time += second) await clock.advance(second)
  end.abort()
  await clock.advance(60 * second)
  await Promise.all(callers)
}

describe('tokens of five seconds', () => {
  test.each([
    { token: 50, way: 0 },
    { token: 50, way: 2_000 },
    { token: 1_500, way: 1_000 },
    { token: 1_500, way: 2_000 },
  ])('reach no caller as a 401, if a token request takes $token ms and a way $way ms', async (delays) => {
    for (const seed of [1, 2, 3]) {
      const { served, rejected, left, tokens } = await sendOverLifetimes(delays, createRandom(seed))
      expect(rejected).toBeGreaterThan(0)
      expect(left).toEqual([])
      expect(served).toBeGreaterThan(lifetimes)
      expect(tokens()).toBeLessThanOrEqual(lifetimes * 1.25 + 5)
    }
  })

  test('do, if they expire on the way of the replay, too', async () => {
    const { rejected, left } = await sendOverLifetimes({ token: 50, way: 4_500 }, createRandom(1))
    expect(rejected).toBeGreaterThan(0)
    expect(new Set(left)).toEqual(new Set(['rejected-again']))
  })
})
