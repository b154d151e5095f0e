import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { clients } from '../keycloak/clients.ts'
import { startWorld } from './world.ts'

/** Of an access token, s: the requests of a test outlive several. */
const lifetime = 1

describe.concurrent.each(clients)('$name: one login, two APIs', ({ create }) => {
  test('a hundred requests to both at once cost one token of each', async () => {
    await using world = await startWorld(60)
    await using auth = world.create()
    await world.logIn(auth, 'ada')
    const send = create(auth)
    const origins = [world.orders.origin, world.stock.origin]
    const replies = await Promise.all(Array.from({ length: 100 }, (_, n) => send(`${origins[n % 2] ?? ''}/${n}`)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect([world.tokensFor(world.orders), world.tokensFor(world.stock)]).toEqual([1, 1])
    expect(world.orders.requests.length + world.stock.requests.length).toBe(100)
    expect(world.strays()).toBe(0)
  })

  test('tokens expire, refresh tokens rotate, each API revokes in the middle: no caller gets an error, and no refresh token is used twice', async () => {
    await using world = await startWorld(lifetime)
    await using auth = world.create()
    await world.logIn(auth, 'ada')
    const send = create(auth)
    const statuses: number[] = []
    const run = async (ms: number): Promise<void> => {
      const end = performance.now() + ms
      while (performance.now() < end) {
        const replies = await Promise.all(
          [world.orders, world.stock, world.orders, world.stock].map(({ origin }) => send(`${origin}/echo`)),
        )
        statuses.push(...replies.map(({ status }) => status))
        await pause(50)
      }
    }
    await run(lifetime * 1500)
    const before = [world.tokensFor(world.orders), world.tokensFor(world.stock)]
    world.stock.revokeAll()
    await run(lifetime * 500)
    world.orders.revokeAll()
    await run(lifetime * 1500)
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect(statuses.length).toBeGreaterThan(30)
    const after = [world.tokensFor(world.orders), world.tokensFor(world.stock)]
    // Each lifetime and each revocation costs one.
    for (const [index, count] of after.entries()) expect(count).toBeGreaterThan(before[index] ?? 0)
    expect(world.testbed.counts(world.clientId)).toMatchObject({ tokenErrors: 0, spentRefreshTokens: 0 })
    expect(world.strays()).toBe(0)
  })

  test('a 401 of one API refreshes its token alone', async () => {
    await using world = await startWorld(60)
    await using auth = world.create()
    await world.logIn(auth, 'ada')
    const send = create(auth)
    const both = [`${world.orders.origin}/1`, `${world.stock.origin}/1`]
    await Promise.all(both.map((url) => send(url)))
    world.stock.revokeAll()
    const replies = await Promise.all(both.map((url) => send(url)))
    expect(replies.map(({ status }) => status)).toEqual([200, 200])
    expect([world.tokensFor(world.orders), world.tokensFor(world.stock)]).toEqual([1, 2])
  })

  test('a redirect from one API to the other takes no token along', async () => {
    await using world = await startWorld(60)
    await using auth = world.create()
    await world.logIn(auth, 'ada')
    world.orders.redirect('/moved', `${world.stock.origin}/landed`)
    const { status } = await create(auth)(`${world.orders.origin}/moved`)
    expect(status).toBe(401)
    expect(world.stock.requests).toEqual([{ path: '/landed', status: 401, audience: undefined, subject: undefined, id: undefined }])
    expect(world.tokensFor(world.stock)).toBe(0)
  })

  test('after a switch of users, both APIs see the new user only; after a logout, nobody', async () => {
    await using world = await startWorld(60)
    await using auth = world.create()
    await world.logIn(auth, 'ada')
    const send = create(auth)
    const both = [`${world.orders.origin}/1`, `${world.stock.origin}/1`]
    await Promise.all(both.map((url) => send(url)))
    await world.logIn(auth, 'bob')
    await Promise.all(both.map((url) => send(url)))
    for (const { requests } of [world.orders, world.stock]) expect(requests.map(({ subject }) => subject)).toEqual(['ada', 'bob'])
    await auth.clear()
    const results = await Promise.allSettled(both.map((url) => send(url)))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(world.orders.requests).toHaveLength(2)
  })
})
