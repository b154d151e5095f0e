import { expect, test } from 'vitest'
import { createCoordinator, TokenRequestError, type TokenSource } from '../src/index.ts'
import { createFakeClock } from './fake-clock.ts'
import { createRandom } from './random.ts'

const lifetime = 4
const duration = 300_000
/** 20 requests a second. */
const interval = 50

/** The share of requests that got a token that the server takes, while every other token request fails. */
async function soak(
  seed: number,
  source: (grant: () => Promise<{ access_token: string; expires_in: number }>) => TokenSource,
): Promise<number> {
  const clock = createFakeClock()
  const random = createRandom(seed)
  const expiry = new Map<string, number>()
  const latency = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimeout(resolve, ms))
  let calls = 0
  const troubles = [
    () => new TokenRequestError('overloaded', { status: 503 }),
    () => new TypeError('fetch failed', { cause: Object.assign(new Error('read'), { code: 'ECONNRESET' }) }),
    () => new SyntaxError('Unexpected token < in JSON'),
  ]
  async function grant(): Promise<{ access_token: string; expires_in: number; refresh_token: string }> {
    const call = ++calls
    const issued = clock.wall()
    await latency(5 + random() * 20)
    if (call % 2 === 0) throw troubles[(call / 2) % troubles.length]!()
    expiry.set(`access-${call}`, issued + lifetime * 1000)
    return { access_token: `access-${call}`, expires_in: lifetime, refresh_token: `refresh-${call}` }
  }
  const auth = createCoordinator({ source: source(grant), origins: 'any', clock, random })
  let served = 0
  async function attempt(): Promise<void> {
    const { accessToken } = await auth.getToken().catch(() => ({ accessToken: '' }))
    if (clock.wall() < (expiry.get(accessToken) ?? 0)) served++
  }
  const requests = duration / interval
  for (let count = 0; count < requests; count++) {
    void attempt()
    await clock.advance(interval)
  }
  return served / requests
}

const sources = {
  'credentials alone': (grant) => ({ obtain: grant }),
  'credentials and refresh tokens': (grant) => ({ obtain: grant, refresh: grant }),
} satisfies Record<string, Parameters<typeof soak>[1]>

test.for(Object.keys(sources).flatMap((name) => [1, 2, 3].map((seed) => [name as keyof typeof sources, seed] as const)))(
  '95 of 100 requests get a living token while every other token request fails: %s, seed %i',
  { timeout: 60_000 },
  async ([name, seed]) => {
    expect(await soak(seed, sources[name])).toBeGreaterThanOrEqual(0.95)
  },
)
