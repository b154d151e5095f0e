import { describe, expect, test } from 'vitest'
import { type StoreDefinition, type StoreOptions, TokenRequestError } from '../src/index.ts'
import { createFakeClock, type FakeClock, flush } from './fake-clock.ts'
import { createSharedPlace, type SharedPlace } from './shared-place.ts'
import { stored, testStart } from './stored.ts'
import { createWorld, token, type World } from './world.ts'

/** Another process on the same store and the same time. */
interface Process extends Omit<World, 'clock'> {}

function createFleet(ahead?: number): {
  readonly clock: FakeClock
  readonly place: SharedPlace
  readonly start: (options?: StoreOptions & Partial<StoreDefinition>, skew?: number) => Process
  readonly startRefreshOnly: (options?: StoreOptions & Partial<StoreDefinition>) => Process
} {
  const clock = createFakeClock()
  const place = createSharedPlace(clock, ahead)
  return {
    clock,
    place,
    start: (options = {}, skew = 0) =>
      createWorld({ clock: { ...clock, wall: () => clock.wall() + skew }, store: place.open(options), retries: 0 }),
    startRefreshOnly(options = {}) {
      const world: World = createWorld({
        clock,
        store: place.open(options),
        retries: 0,
        source: {
          refresh: (refreshToken, { signal }) =>
            new Promise((resolve, reject) => {
              world.calls.push({
                grant: 'refresh',
                refreshToken,
                signal,
                async respond(response) {
                  resolve(response as never)
                  await flush()
                },
                async fail(error) {
                  reject(error as Error)
                  await flush()
                },
              })
            }),
        },
      })
      return world
    },
  }
}

/** A process that can only refresh, and that knows token 2 of the store. */
async function startWithRefreshToken(options: StoreOptions = {}) {
  const { clock, place, startRefreshOnly } = createFleet()
  place.set(stored(2, { refreshToken: 'refresh-2' }))
  const one = startRefreshOnly(options)
  await one.request()
  return { clock, place, one }
}

const expired = (more = {}) => stored(1, { issuedAt: testStart - 400_000, refreshToken: 'refresh-1', ...more })
const failed = async (request: Promise<unknown>): Promise<unknown> => request.then(() => 'no failure').catch((error: unknown) => error)

describe('a lease', () => {
  test('is not waited for once another process has a token', async () => {
    const { place, start } = createFleet()
    const [one, other] = [start(), start()]
    const [first, second] = [one.request(), other.request()]
    await flush()
    await one.calls[0]!.respond(token(1))
    expect((await first).value).toBe('Bearer access-1')
    expect((await second).value).toBe('Bearer access-1')
    expect(other.calls).toEqual([])
    await flush()
    expect(place.hasHolder).toBe(false)
  })

  test('is not waited for without notices either: the store is read again and again', async () => {
    const { clock, start } = createFleet()
    const silent = { subscribe: () => () => {} }
    const [one, other] = [start(silent), start(silent)]
    const [first, second] = [one.request(), other.request()]
    await flush()
    await one.calls[0]!.respond(token(1))
    await first
    await clock.advance(200)
    expect((await second).value).toBe('Bearer access-1')
    expect(other.calls).toEqual([])
    await flush()
    expect(other.eventsOf('refresh')).toMatchObject([{ grant: 'store' }])
  })

  test('holds a source that can obtain for leaseWait at most', async () => {
    const { clock, start } = createFleet()
    const [one, other] = [start(), start({ leaseWait: 700 })]
    const waiting = [one.request(), other.request()]
    await flush()
    await clock.advance(699)
    expect(other.calls).toEqual([])
    await clock.advance(1)
    expect(other.calls).toMatchObject([{ grant: 'obtain' }])
    await other.calls[0]!.respond(token(2))
    await one.calls[0]!.respond(token(1))
    await Promise.all(waiting)
  })

  test('holds a source that can only refresh longer than refreshTimeout', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.set(expired())
    const [one, other] = [startRefreshOnly(), startRefreshOnly()]
    const waiting = [one.request(), other.request()]
    await flush()
    await clock.advance(25_000)
    expect([one.calls.length, other.calls.length]).toEqual([1, 0])
    await one.calls[0]!.respond(token(2))
    expect((await Promise.all(waiting)).map(({ value }) => value)).toEqual(['Bearer access-2', 'Bearer access-2'])
    expect(other.calls).toEqual([])
  })

  test('is not waited for once a token is in the store, though nobody gives the lease back', async () => {
    const { clock, place, start } = createFleet()
    const never = new AbortController().signal
    await place.open().lease!(never)
    const one = start()
    const waiting = one.request()
    await clock.advance(400)
    place.set(stored(1))
    await clock.advance(200)
    expect((await waiting).value).toBe('Bearer stored-1')
    expect(one.calls).toEqual([])
  })

  test.each(['after the wait', 'after the last caller has left'])('that is granted %s is given back', async (when) => {
    const { clock, start } = createFleet()
    const lost = new AbortController().signal
    let released = 0
    const leaving = new AbortController()
    const one = start({
      lease: () => new Promise((resolve) => void clock.setTimeout(() => resolve({ lost, release: () => void released++ }), 3_000)),
    })
    const waiting = failed(one.request(when === 'after the wait' ? {} : { signal: leaving.signal }))
    await clock.advance(1_000)
    leaving.abort()
    await clock.advance(1_000)
    if (when === 'after the wait') await one.calls[0]!.respond(token(1))
    await waiting
    expect(released).toBe(0)
    await clock.advance(1_000)
    expect(released).toBe(1)
  })

  test('that comes too late is given back', async () => {
    const { clock, place, start } = createFleet()
    const [one, other] = [start(), start()]
    const first = one.request()
    const second = other.request()
    await flush()
    await clock.advance(2_000)
    await other.calls[0]!.respond(token(2))
    await second
    await one.calls[0]!.respond(token(1))
    await first
    await clock.advance(1_000)
    expect(place.hasHolder).toBe(false)
  })

  test('that is lost begins the refresh again with another lease; a request in progress runs to its end', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.set(expired())
    const one = startRefreshOnly()
    const waiting = one.request()
    await flush()
    place.breakLease()
    expect(one.calls[0]!.signal.aborted).toBe(false)
    await one.calls[0]!.fail(new TokenRequestError('down', { status: 503 }))
    await clock.advance(5_000)
    expect(one.calls).toHaveLength(2)
    expect(one.eventsOf('refresh-failed')).toEqual([])
    await one.calls[1]!.respond(token(2))
    expect((await waiting).value).toBe('Bearer access-2')
    await flush()
    expect(place.hasHolder).toBe(false)
  })

  test('that is lost again and again fails the refresh', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.set(expired())
    const one = startRefreshOnly()
    const waiting = failed(one.request())
    for (let round = 0; round < 5; round++) {
      await clock.advance(1_000)
      place.breakLease()
      await one.calls.at(-1)!.fail(new TokenRequestError('down', { status: 503 }))
    }
    expect(await waiting).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', message: expect.stringContaining('lease') })
    expect(one.calls).toHaveLength(5)
  })
})

describe('the claim of a process that has lost its lease', () => {
  const claim = { owner: 'another', attempt: 1, at: testStart, until: testStart + 30_000 }

  test('is taken over at once by a source that can only refresh, if its own token has ended', async () => {
    const { place, startRefreshOnly } = createFleet()
    place.set(expired({ claim }))
    const one = startRefreshOnly()
    void failed(one.request())
    await flush()
    expect(one.calls).toHaveLength(1)
    expect(one.eventsOf('refresh-outcome-unknown')).toHaveLength(1)
  })

  test('is left alone while its own token serves', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.set(stored(1, { refreshToken: 'refresh-1', claim: { ...claim, until: testStart + 20_000 } }))
    const one = startRefreshOnly()
    expect((await one.request()).value).toBe('Bearer stored-1')
    await clock.advance(250_000)
    expect((await one.request()).value).toBe('Bearer stored-1')
    await clock.advance(30_000)
    expect(one.calls).toEqual([])
    void failed(one.request())
    await clock.advance(11_000)
    expect(one.calls).toHaveLength(1)
    expect(one.eventsOf('refresh-outcome-unknown')).toHaveLength(1)
  })

  test('that was paused before the hand-over is found by it: it presents nothing for a claim that is gone', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.set(expired())
    let isPaused = false
    const one = startRefreshOnly({
      save(record, expected) {
        if (place.record()!.revision !== expected) return false
        place.set(record)
        if (isPaused) return true
        isPaused = true
        clock.sleepMachine(40_000)
        place.set({ ...record, revision: record.revision + 1, claim: { ...claim, at: clock.wall(), until: clock.wall() + 30_000 } })
        return true
      },
    })
    void failed(one.request())
    await flush()
    // The repetition is announced, as the other process has presented the token.
    expect(one.calls).toHaveLength(1)
    expect(one.eventsOf('refresh-outcome-unknown')).toHaveLength(1)
  })

  test('lets a source that can obtain do so at once', async () => {
    const { place, start } = createFleet()
    place.set(expired({ claim }))
    const one = start()
    void failed(one.request())
    await flush()
    expect(one.calls).toMatchObject([{ grant: 'obtain' }])
  })

  test('counts without a lease until its owner waits no longer', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.set(expired({ claim }))
    const one = startRefreshOnly({ lease: undefined })
    void failed(one.request())
    await clock.advance(29_000)
    expect(one.calls).toEqual([])
    await clock.advance(1_500)
    expect(one.calls).toHaveLength(1)
  })
})

describe('clocks that differ', () => {
  test.each([-90_000, 90_000])('by %i ms do not keep processes from sharing, if the store gives its clock', async (skew) => {
    const { clock, place, start } = createFleet(3_600_000)
    const one = start({}, skew)
    const first = one.request()
    await flush()
    await one.calls[0]!.respond(token(1, { expires_in: 60, refresh_token: 'refresh-1' }))
    await first
    expect(place.record()!.issuedAt).toBe(testStart + 3_600_000)
    await clock.advance(30_000)
    const other = start({}, -skew)
    expect((await other.request()).value).toBe('Bearer access-1')
    // The age of an adopted token is the store's: the other process refreshes when the first would.
    await clock.advance(17_000)
    void other.request()
    await flush()
    expect(other.calls).toEqual([])
    await clock.advance(2_000)
    void other.request()
    await flush()
    expect(other.calls).toMatchObject([{ grant: 'refresh', refreshToken: 'refresh-1' }])
  })

  test('give no error if the store gives no moment', async () => {
    const { start } = createFleet()
    const one = start({ load: () => ({ record: undefined, now: NaN }) })
    void one.request()
    await flush()
    expect(one.eventsOf('store-failed').slice(0, 1)).toMatchObject([
      { operation: 'load', error: { message: expect.stringContaining('clock') } },
    ])
  })
})

describe('a store that is away', () => {
  test('costs one time limit, and is then not called for five seconds', async () => {
    const { clock, place, start } = createFleet()
    place.state = 'hangs'
    const one = start()
    const waiting = one.request()
    await clock.advance(1_000)
    expect(one.calls).toMatchObject([{ grant: 'obtain' }])
    await one.calls[0]!.respond(token(1))
    expect((await waiting).value).toBe('Bearer access-1')
    expect(place.calls).toEqual(['load'])
    one.auth.invalidate()
    await clock.advance(100)
    await one.calls[1]!.respond(token(2))
    expect((await one.request()).value).toBe('Bearer access-2')
    expect(place.calls).toEqual(['load'])
    expect(one.eventsOf('store-failed')).toHaveLength(1)
    place.state = 'works'
    await clock.advance(4_900)
    expect(place.record()).toMatchObject({ accessToken: 'access-2' })
    expect(one.eventsOf('store-back')).toMatchObject([{ duration: 5_000 }])
  })

  test('lets a session that can only refresh use its token, and then fail with retryAt', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.set(stored(1, { refreshToken: 'refresh-1' }))
    const one = startRefreshOnly()
    await one.request()
    place.state = 'fails'
    await clock.advance(250_000)
    expect((await one.request()).value).toBe('Bearer stored-1')
    await clock.advance(100_000)
    for (let round = 0; round < 5; round++) {
      const error = await failed(one.request())
      expect(error).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', cause: { code: 'ERR_STORE' } })
      const { retryAt } = error as { retryAt: number }
      expect(retryAt - clock.wall()).toBeLessThanOrEqual(1_000)
      await clock.advance(1_000)
    }
    expect(one.calls).toEqual([])
    expect(one.eventsOf('session-ended')).toEqual([])
    place.state = 'works'
    const waiting = one.request()
    await flush()
    await one.calls[0]!.respond(token(2))
    expect((await waiting).value).toBe('Bearer access-2')
    expect(one.eventsOf('refresh-outcome-unknown')).toEqual([])
  })

  test('does not stop a session that may go on, which an event reports first', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.set(expired())
    const one = startRefreshOnly({ whenStoreIsAway: 'go-on', save: () => Promise.reject(new Error('down')) })
    const waiting = one.request()
    await flush()
    expect(one.calls).toHaveLength(1)
    expect(one.eventsOf('claim-skipped')).toEqual([{ attempt: 1 }])
    await one.calls[0]!.respond(token(2))
    expect((await waiting).value).toBe('Bearer access-2')
    await clock.advance(0)
  })

  test('may have taken a claim that seemed lost: the token was not presented, and is not in doubt', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.set(expired())
    let losesConfirmation = true
    const one = startRefreshOnly({
      save(record, expected) {
        if (place.record()!.revision !== expected) return false
        place.set(record)
        if (losesConfirmation) throw new Error('the confirmation was lost')
        return true
      },
    })
    expect(await failed(one.request())).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    expect(one.calls).toEqual([])
    losesConfirmation = false
    await clock.advance(1_000)
    const waiting = one.request()
    await flush()
    await one.calls[0]!.respond(token(2))
    await waiting
    expect(one.eventsOf('refresh-outcome-unknown')).toEqual([])
  })

  test('is read again by a subscribed session when it is back', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.set(stored(1, { refreshToken: 'refresh-1' }))
    const one = startRefreshOnly()
    await one.request()
    place.state = 'hangs'
    place.notify()
    await clock.advance(1_000)
    // The notice of this token is lost.
    place.set(stored(2, { accessToken: 'stored-2' }))
    place.state = 'works'
    await clock.advance(5_000)
    expect((await one.request()).value).toBe('Bearer stored-2')
    expect(one.eventsOf('store-back')).toHaveLength(1)
  })

  test('has a login as soon as it is back, though nobody refreshes', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.state = 'fails'
    const one = startRefreshOnly({ subscribe: undefined })
    await one.auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    place.state = 'works'
    await clock.advance(4_999)
    expect(place.record()).toBeUndefined()
    await clock.advance(1)
    expect(place.record()).toMatchObject({ accessToken: 'access-1' })
  })

  test('is asked by nobody after dispose()', async () => {
    const { clock, place, startRefreshOnly } = createFleet()
    place.state = 'fails'
    const one = startRefreshOnly()
    place.notify()
    await flush()
    one.auth.dispose()
    expect(clock.pendingTimers).toBe(0)
  })

  test('makes clear() reject; the session has ended here, and the logout is saved before the next read', async () => {
    const { clock, place, start } = createFleet()
    const one = start()
    const waiting = one.request()
    await flush()
    await one.calls[0]!.respond(token(1))
    await waiting
    place.state = 'fails'
    await expect(one.auth.clear()).rejects.toMatchObject({ code: 'ERR_STORE' })
    expect(one.eventsOf('session-ended')).toEqual([{ reason: 'cleared' }])
    place.state = 'works'
    await clock.advance(5_000)
    expect(place.record()).toMatchObject({ loggedOut: true })
  })
})

describe('a store that has lost a write', () => {
  test.each([
    ['an older record', () => stored(1, { refreshToken: 'refresh-1' })],
    ['no record', () => undefined],
  ])('with %s is given the newer record by a process that knows it', async (_name, left) => {
    const { place, one } = await startWithRefreshToken()
    place.set(left())
    place.notify()
    await flush()
    expect(place.record()).toMatchObject({ generation: 2, refreshToken: 'refresh-2' })
    expect(one.calls).toEqual([])
  })

  test('keeps the record of another session, and a logout', async () => {
    const { place, startRefreshOnly } = createFleet()
    for (const left of [stored(1, { session: 'alice' }), stored(1, { loggedOut: true, accessToken: '' })]) {
      place.set(stored(2, { refreshToken: 'refresh-2' }))
      const one = startRefreshOnly()
      await one.request()
      place.set(left)
      place.notify()
      await flush()
      expect(place.record()).toEqual(left)
    }
  })

  test('is left to a refresh in progress', async () => {
    const { clock, place, one } = await startWithRefreshToken()
    await clock.advance(250_000)
    await one.request()
    await flush()
    expect(one.calls).toHaveLength(1)
    const claimed = place.record()!
    place.set({ ...claimed, generation: 1 })
    place.notify()
    await flush()
    expect(place.record()).toEqual({ ...claimed, generation: 1 })
  })
})

describe('tokens that continue a session', () => {
  const claim = { owner: 'other', attempt: 1, at: testStart, until: testStart + 30_000 }
  const steppedUp = { access_token: 'stepped-up', expires_in: 300 }

  test('keep the claim of another process, although the store first failed to take them', async () => {
    const { clock, place, one } = await startWithRefreshToken()
    place.state = 'fails'
    await one.auth.setTokens(steppedUp, { session: 'same' })
    place.set(stored(2, { revision: 3, refreshToken: 'refresh-2', claim }))
    place.state = 'works'
    await clock.advance(5_000)
    expect(place.record()).toMatchObject({ generation: 3, accessToken: 'stepped-up', refreshToken: 'refresh-2', claim })
  })

  test('keep the refresh token that another process has received meanwhile', async () => {
    const { clock, place, one } = await startWithRefreshToken()
    place.state = 'fails'
    await one.auth.setTokens({ access_token: 'first', expires_in: 300 }, { session: 'same' })
    await one.auth.setTokens(steppedUp, { session: 'same' })
    place.set(stored(3, { revision: 4, refreshToken: 'refresh-3' }))
    place.state = 'works'
    await clock.advance(5_000)
    expect(place.record()).toMatchObject({ generation: 4, accessToken: 'stepped-up', refreshToken: 'refresh-3' })
  })

  test('take the place of a refresh token that this process has used up', async () => {
    const { clock, place, one } = await startWithRefreshToken({ whenStoreIsAway: 'go-on' })
    place.state = 'fails'
    one.auth.invalidate()
    const waiting = one.request()
    await flush()
    await one.calls[0]!.respond(token(3, { refresh_token: 'refresh-3' }))
    await waiting
    place.set(stored(2, { revision: 3, refreshToken: 'refresh-2', claim }))
    place.state = 'works'
    await clock.advance(5_000)
    expect(place.record()).toMatchObject({ accessToken: 'access-3', refreshToken: 'refresh-3' })
    expect(place.record()).not.toHaveProperty('claim')
  })

  test('keep the claim of another process on the refresh token that they bring again', async () => {
    const { place, one } = await startWithRefreshToken()
    place.set(stored(2, { revision: 3, refreshToken: 'refresh-2', claim }))
    await one.auth.setTokens({ ...steppedUp, refresh_token: 'refresh-2' }, { session: 'same' })
    expect(place.record()).toMatchObject({ generation: 3, accessToken: 'stepped-up', refreshToken: 'refresh-2', claim })
  })
})
