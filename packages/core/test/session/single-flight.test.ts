import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createFlight as createGuardedFlight } from '../../src/session/single-flight.ts'
import { flush } from '../fake-clock.ts'

/** None of these works crashes. */
const createFlight = <T>(work: (signal: AbortSignal) => Promise<T>) =>
  createGuardedFlight<T>(work, {
    onCrash: (error) => {
      throw error
    },
  })

/** Work that ends when told to, and notes what it sees. */
function manualWork(): { work: (signal: AbortSignal) => Promise<string>; land: (result: string) => void; starts: AbortSignal[] } {
  const starts: AbortSignal[] = []
  const { promise, resolve } = Promise.withResolvers<string>()
  return {
    starts,
    land: resolve,
    work(signal) {
      starts.push(signal)
      return promise
    },
  }
}

describe('createFlight', () => {
  it('starts its work once, in a microtask, with waiters or without', async () => {
    const { work, starts, land } = manualWork()
    const flight = createFlight(work)
    expect(starts).toHaveLength(0)
    await flush()
    expect(starts).toHaveLength(1)
    const joined = [flight.join(), flight.join(null), flight.join(new AbortController().signal)]
    land('token')
    expect(await Promise.all(joined)).toEqual(['token', 'token', 'token'])
    expect(starts).toHaveLength(1)
  })

  it('gives a latecomer the result at once', async () => {
    const flight = createFlight(async () => 'token')
    await flush()
    expect(await flight.join()).toBe('token')
  })

  it('counts all who waited, those that left included', async () => {
    const { work, land } = manualWork()
    const flight = createFlight(work)
    const leaver = new AbortController()
    const gone = flight.join(leaver.signal)
    const stays = flight.join()
    leaver.abort()
    await expect(gone).rejects.toThrow('aborted')
    land('token')
    await stays
    await flight.join()
    expect(flight.waiters).toBe(2)
  })

  it('lets each waiter leave with its own reason, and no other feels it', async () => {
    const { work, land, starts } = manualWork()
    const flight = createFlight(work)
    const [first, second] = [new AbortController(), new AbortController()]
    const settled = Promise.allSettled([flight.join(first.signal), flight.join(second.signal), flight.join()])
    await flush()
    first.abort(new Error('user left'))
    second.abort('no error at all')
    await flush()
    expect(starts[0]?.aborted).toBe(false)
    land('token')
    expect(await settled).toEqual([
      { status: 'rejected', reason: new Error('user left') },
      { status: 'rejected', reason: 'no error at all' },
      { status: 'fulfilled', value: 'token' },
    ])
  })

  it('flies on when the first and only waiter leaves, for those who come later', async () => {
    const { work, land, starts } = manualWork()
    const flight = createFlight(work)
    const leaver = new AbortController()
    const gone = flight.join(leaver.signal)
    leaver.abort()
    await expect(gone).rejects.toThrow('aborted')
    await flush()
    const later = flight.join()
    land('token')
    expect(await later).toBe('token')
    expect(starts[0]?.aborted).toBe(false)
  })

  it('turns away a caller who has aborted already, and does not count it', async () => {
    const { work } = manualWork()
    const flight = createFlight(work)
    await expect(flight.join(AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
    expect(flight.waiters).toBe(0)
  })

  it('does not mind a caller who aborts after the end', async () => {
    const { work, land } = manualWork()
    const flight = createFlight(work)
    const late = new AbortController()
    const joined = flight.join(late.signal)
    await flush()
    land('token')
    await flush()
    late.abort()
    expect(await joined).toBe('token')
  })

  it('ends early with a result of its own: waiters get it, the work is told to stop, its result is dropped', async () => {
    const { work, land, starts } = manualWork()
    const flight = createFlight(work)
    const waiter = flight.join()
    await flush()
    flight.settle('login')
    expect(starts[0]?.aborted).toBe(true)
    land('stale')
    await flush()
    expect(await waiter).toBe('login')
    expect(await flight.join()).toBe('login')
  })

  it('does not start its work when it ends before', async () => {
    const { work, starts } = manualWork()
    const flight = createFlight(work)
    const waiter = flight.join()
    flight.settle('login')
    await flush()
    expect(starts).toHaveLength(0)
    expect(await waiter).toBe('login')
  })

  it('keeps the first of two results', async () => {
    const flight = createFlight(() => new Promise<string>(() => {}))
    flight.settle('first')
    flight.settle('second')
    expect(await flight.join()).toBe('first')

    const landed = createFlight(async () => 'first')
    await flush()
    landed.settle('second')
    expect(await landed.join()).toBe('first')
  })

  it('settles every one of a thousand waiters that come and go', async () => {
    const { work, land } = manualWork()
    const flight = createFlight(work)
    const controllers = Array.from({ length: 1000 }, () => new AbortController())
    const settled = Promise.allSettled(controllers.map(({ signal }) => flight.join(signal)))
    await flush()
    for (const [index, controller] of controllers.entries()) if (index % 3 === 0) controller.abort()
    land('token')
    const outcomes = (await settled).map(({ status }) => status)
    expect(outcomes.filter((status) => status === 'rejected')).toHaveLength(334)
    expect(outcomes.filter((status) => status === 'fulfilled')).toHaveLength(666)
    expect(flight.waiters).toBe(1000)
  })

  it('leaves no listener on the callers’ signals, however it ends', async () => {
    const shared = new AbortController()
    const listeners = (): number => getEventListeners(shared.signal, 'abort').length

    const { work, land } = manualWork()
    const landing = createFlight(work)
    const waiters = [landing.join(shared.signal), landing.join(shared.signal)]
    expect(listeners()).toBe(2)
    await flush()
    land('token')
    await Promise.all(waiters)
    expect(listeners()).toBe(0)

    const settling = createFlight(() => new Promise<string>(() => {}))
    const waiter = settling.join(shared.signal)
    settling.settle('login')
    await waiter
    await settling.join(shared.signal)
    expect(listeners()).toBe(0)
  })
})
