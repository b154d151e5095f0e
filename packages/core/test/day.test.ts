import { expect, test } from 'vitest'
import { createCoordinator, TokenRequestError, type TokenResponse } from '../src/index.ts'
import type { Authorization } from '../src/adapter/index.ts'
import { createFakeClock, flush } from './fake-clock.ts'
import { createRandom } from './random.ts'
import { adapterSideOf } from '../src/adapter/index.ts'

const seconds = 86_400
const lifetime = 300

interface Day {
  /** Token requests, retries included. */
  readonly calls: number
  readonly failed: number
  readonly refreshes: number
  /** Requests that got a promise in the place of an authorization. */
  readonly waited: number
  readonly errors: number
  /** Requests sent with a token that the server takes for dead. */
  readonly dead: number
}

/** Requests every second for a day; one token request in twenty fails in one of the ways that they fail in. */
async function spendDay(seed: number): Promise<Day> {
  const random = createRandom(seed)
  const clock = createFakeClock()
  const expiry = new Map<string, number>()
  let calls = 0
  let failed = 0
  let refreshes = 0
  let waited = 0
  let errors = 0
  let dead = 0

  const latency = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimeout(resolve, ms))
  const auth = createCoordinator({ source: { obtain: grant, refresh: grant }, origins: 'any', clock, random })
  auth.on('refresh', () => refreshes++)

  async function grant(): Promise<TokenResponse> {
    const call = ++calls
    // The first token is not what this is about.
    if (call > 1 && random() < 0.05) {
      failed++
      const way = random()
      if (way < 0.2) return new Promise(() => {})
      await latency(random() * 2000)
      if (way < 0.5) throw new TypeError('fetch failed', { cause: Object.assign(new Error('read'), { code: 'ECONNRESET' }) })
      throw new TokenRequestError('overloaded', { status: 503, retryAfter: way < 0.6 ? '5' : undefined })
    }
    const until = clock.wall() + lifetime * 1000
    await latency(random() * 500)
    expiry.set(`Bearer access-${call}`, until)
    return { access_token: `access-${call}`, refresh_token: `refresh-${call}`, expires_in: lifetime }
  }

  const cold = adapterSideOf(auth).authorize({ url: 'https://api.example.com/' })
  await clock.advance(1000)
  send((await cold)!)

  for (let second = 1; second < seconds; second++) {
    try {
      const authorization = adapterSideOf(auth).authorize({ url: 'https://api.example.com/' })!
      if (authorization instanceof Promise) {
        waited++
        authorization.then(
          (sent) => send(sent!),
          () => errors++,
        )
      } else {
        send(authorization)
      }
    } catch {
      errors++
    }
    await clock.advance(1000)
  }
  auth.dispose()
  await flush()
  return { calls, failed, refreshes, waited, errors, dead }

  function send({ value }: Authorization): void {
    if (clock.wall() >= expiry.get(value)!) dead++
  }
}

// Between the windows lie 20 to 50 s, as `refreshAt` is drawn: time for one token request that hangs for its 10 s and a
// second try, not always for two that hang. Of 600 seeds, 2 had such a day, with 1 and 2 requests that waited.
test.for([1, 2, 3, 4, 5])('in a day with failing token requests no caller gets an error, and none waits (seed %s)', async (seed) => {
  const { calls, failed, ...day } = await spendDay(seed)
  expect(day).toMatchObject({ errors: 0, waited: 0, dead: 0 })
  // It did happen: about one in twenty.
  expect(failed).toBeGreaterThan(5)
  // A token serves 80 % of its life at the least; one more call may be under way at midnight.
  expect(day.refreshes).toBeLessThanOrEqual(seconds / (lifetime * 0.8) + 1)
  expect(calls - failed - day.refreshes).toBeLessThanOrEqual(1)
})
