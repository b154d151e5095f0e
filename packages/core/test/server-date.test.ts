import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCoordinator, shareRefreshToken, sessionEndpoint, type TokenSource } from '../src/index.ts'
import { withServerDate } from '../src/adapter/index.ts'
import { createFakeClock } from './fake-clock.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
/** Now, by the clock of the server, ms since 1970. */
const serverNow = Date.UTC(2026, 5, 1, 12)

/** Ages of the token when it is sent, and whole lives, s. */
interface Claims {
  readonly age: number
  readonly life: number
  readonly hasIat?: boolean
}

function jwt({ age, life, hasIat = true }: Claims, now = serverNow): string {
  const iat = now / second - age
  const claims = { ...(hasIat && { iat }), exp: iat + life }
  return `e30.${btoa(JSON.stringify(claims))}.c2ln`
}

interface Sent {
  readonly token: string
  readonly date: string | undefined
}

function respond({ token, date }: Sent): Response {
  return Response.json({ access_token: token }, date === undefined ? {} : { headers: { date } })
}

/** What the ways of a token response through core have in common: none may lose the `Date`. */
const ways: Readonly<Record<string, (sent: Sent) => TokenSource>> = {
  'a source that returns a Response': (sent) => ({ obtain: async () => respond(sent) }),
  'a session endpoint': (sent) => sessionEndpoint('https://auth.example.com/token', { fetch: async () => respond(sent) }),
  'a session endpoint with a map': (sent) =>
    sessionEndpoint('https://auth.example.com/token', { fetch: async () => respond(sent), map: ({ access_token }) => ({ access_token }) }),
  'a source that gives parsed JSON with the Date': ({ token, date }) => ({
    obtain: async () => withServerDate({ access_token: token }, date),
  }),
  'a family of refresh tokens': (sent) =>
    shareRefreshToken()({
      initialRefreshToken: () => 'refresh-1',
      refresh: async () =>
        Response.json(
          { access_token: sent.token, refresh_token: 'refresh-2' },
          sent.date === undefined ? {} : { headers: { date: sent.date } },
        ),
    }),
}

/** The lifetime that a coordinator reads, ms, whose clock is ahead of the server's. */
async function lifetimeRead(source: TokenSource, ahead: number): Promise<number | undefined> {
  const clock = createFakeClock({ wall: serverNow + ahead })
  const { lifetime } = await createCoordinator({ source, origins: 'any', clock }).getToken()
  return lifetime
}

const httpDate = (moment: number): string => new Date(moment).toUTCString()
const clocks: [name: string, ahead: number][] = [
  ['right', 0],
  ['90 s ahead', 90 * second],
  ['90 s behind', -90 * second],
  ['an hour ahead', hour],
  ['an hour behind', -hour],
]

describe.for(Object.entries(ways))('%s', ([, sourceOf]) => {
  const date = httpDate(serverNow)

  test.for(clocks)('reads what is left of a JWT that the server kept for a while, by a clock that is %s', async ([, ahead]) => {
    const source = sourceOf({ token: jwt({ age: 200, life: 300 }), date })
    expect(await lifetimeRead(source, ahead)).toBe(100 * second)
  })

  test.for(clocks)('reads the life of a JWT without iat, by a clock that is %s', async ([, ahead]) => {
    const source = sourceOf({ token: jwt({ age: 0, life: 300, hasIat: false }), date })
    expect(await lifetimeRead(source, ahead)).toBe(300 * second)
  })
})

describe('the note of the Date', () => {
  const sent = withServerDate({ access_token: 'a', extra: [1] }, httpDate(serverNow))

  test('is for core alone: no printing, JSON or copy shows the note', () => {
    expect(sent).toStrictEqual({ access_token: 'a', extra: [1] })
    expect(inspect(sent)).toBe("{ access_token: 'a', extra: [ 1 ] }")
    expect(Reflect.ownKeys({ ...sent })).toEqual(['access_token', 'extra'])
  })

  test('is not among the fields of a token', async () => {
    const { fields } = await createCoordinator({ source: { obtain: async () => sent }, origins: 'any' }).getToken()
    expect(Reflect.ownKeys(fields)).toEqual(['extra'])
  })

  test.for([
    ['frozen', Object.freeze({ access_token: 'a' })],
    ['null', null],
    ['a string', 'a'],
  ] as const)('is left out where the response is %s', ([, response]) => {
    expect(withServerDate(response, httpDate(serverNow))).toBe(response)
  })

  test('survives the option map', async () => {
    const source: TokenSource = {
      obtain: async () => Response.json({ jwt: jwt({ age: 200, life: 300 }) }, { headers: { date: httpDate(serverNow) } }),
    }
    const clock = createFakeClock({ wall: serverNow - hour })
    const { lifetime } = await createCoordinator({ source, origins: 'any', clock, map: { access_token: 'jwt' } }).getToken()
    expect(lifetime).toBe(100 * second)
  })

  test('survives the map of a shared refresh token', async () => {
    const source: TokenSource = {
      obtain: async () => Response.json({ jwt: jwt({ age: 200, life: 300 }) }, { headers: { date: httpDate(serverNow) } }),
    }
    const clock = createFakeClock({ wall: serverNow - hour })
    const join = shareRefreshToken({ map: { access_token: 'jwt' } })
    const { lifetime } = await createCoordinator({ source: join(source), origins: 'any', clock }).getToken()
    expect(lifetime).toBe(100 * second)
  })

  test('is used for the JWT that setTokens() is given', async () => {
    const auth = createCoordinator({
      source: { refresh: async () => sent },
      origins: 'any',
      clock: createFakeClock({ wall: serverNow + 90 * second }),
    })
    await auth.setTokens(withServerDate({ access_token: jwt({ age: 200, life: 300 }) }, httpDate(serverNow)))
    expect((await auth.getToken()).lifetime).toBe(100 * second)
  })
})

describe('a Date that says nothing', () => {
  const [sourceOf] = Object.values(ways) as [(sent: Sent) => TokenSource]
  const token = jwt({ age: 200, life: 300 })

  test.for<[name: string, date: string | undefined]>([
    ['missing', undefined],
    ['words', 'yesterday'],
    ['empty', ''],
    ['a number', '1780315200'],
    ['no date of HTTP', new Date(serverNow + 50 * second).toISOString()],
    ['more than a day ahead', httpDate(serverNow + 24 * hour + 2 * second)],
    ['more than a day behind', httpDate(serverNow - 24 * hour - 2 * second)],
    ['from the beginning of time', httpDate(0)],
  ])('(%s) leaves the decision to the clock of this machine', async ([, date]) => {
    expect(await lifetimeRead(sourceOf({ token, date }), -second)).toBe(101 * second)
    expect(await lifetimeRead(sourceOf({ token, date }), hour)).toBe(300 * second)
  })

  test.for([24 * hour, -24 * hour])('does so only beyond a day: %d ms are a clock that is set to the wrong zone', async (ahead) => {
    expect(await lifetimeRead(sourceOf({ token, date: httpDate(serverNow) }), ahead)).toBe(100 * second)
  })
})

test('an `exp` that is past even by the Date leaves the time between the claims', async () => {
  const [sourceOf] = Object.values(ways) as [(sent: Sent) => TokenSource]
  expect(await lifetimeRead(sourceOf({ token: jwt({ age: 400, life: 300 }), date: httpDate(serverNow) }), -hour)).toBe(300 * second)
})

test('an `expires_in` counts as it is, whatever the Date', async () => {
  const source: TokenSource = {
    obtain: async () =>
      Response.json({ access_token: jwt({ age: 0, life: 300 }), expires_in: 60 }, { headers: { date: httpDate(serverNow + hour) } }),
  }
  expect(await lifetimeRead(source, 0)).toBe(minute)
})

test('with a Date that is right, the life never exceeds what is left by more than a second, nor falls short of it', async () => {
  const anyToken = {
    ahead: fc.integer({ min: -23 * hour, max: 23 * hour }),
    now: fc.integer({ min: serverNow, max: serverNow + hour }),
    age: fc.integer({ min: 0, max: 7200 }),
    left: fc.integer({ min: 2, max: 86_400 }),
    hasIat: fc.boolean(),
  }
  await fc.assert(
    fc.asyncProperty(fc.record(anyToken), async ({ ahead, now, age, left, hasIat }) => {
      // Claims are whole seconds, as most servers write them.
      const issuedAt = Math.floor(now / second) * second
      const token = jwt({ age, life: age + left, hasIat }, issuedAt)
      const clock = createFakeClock({ wall: now + ahead })
      const source: TokenSource = { obtain: async () => respond({ token, date: httpDate(now) }) }
      const { lifetime = Infinity } = await createCoordinator({ source, origins: 'any', clock }).getToken()
      const truth = issuedAt + left * second - now
      expect(lifetime).toBeGreaterThanOrEqual(truth)
      expect(lifetime).toBeLessThanOrEqual(truth + second)
    }),
    { numRuns: 300, seed: 7 },
  )
})
