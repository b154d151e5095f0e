import { describe, expect, it } from 'vitest'
import { handOver } from '../../src/hand-over.ts'
import { flush } from '../fake-clock.ts'

const ok = new Response('ok')
const refused = new Response('refused', { status: 401 })

/** As ky times its fetch: the timer stops when what `then` gives has settled. */
function timed(sending: Promise<Response>): { readonly outcome: Promise<Response>; readonly expire: () => void; readonly isTimed: () => boolean } {
  let isTimed = true
  let expire = (): void => {}
  const outcome = new Promise<Response>((resolve, reject) => {
    expire = () => reject(new Error('timed out'))
    void sending
      .then(resolve)
      .catch(reject)
      .then(() => (isTimed = false))
  })
  return { outcome, expire, isTimed: () => isTimed }
}

describe('a client that times its fetch', () => {
  it('gets the answer of a first attempt that is the last', async () => {
    const { outcome, isTimed } = timed(handOver(Promise.resolve(ok), Promise.resolve(ok)))
    expect(await outcome).toBe(ok)
    await flush()
    expect(isTimed()).toBe(false)
  })

  it('times a first attempt to its end', async () => {
    const never = new Promise<Response>(() => {})
    const { outcome, expire, isTimed } = timed(handOver(never, never))
    await flush()
    expect(isTimed()).toBe(true)
    expire()
    await expect(outcome).rejects.toThrow('timed out')
  })

  it.each([
    ['after a refusal', Promise.resolve(refused)],
    ['before a token is there', Promise.resolve(undefined)],
  ])('stops its timer and waits on %s', async (_when, first) => {
    const { promise: answer, resolve } = Promise.withResolvers<Response>()
    const { outcome, expire, isTimed } = timed(handOver(answer, first))
    await flush()
    expect(isTimed()).toBe(false)
    expire()
    resolve(ok)
    expect(await outcome).toBe(ok)
  })

  it('gets what a first attempt throws', async () => {
    const broken = Promise.reject(new TypeError('fetch failed'))
    await expect(timed(handOver(broken, broken)).outcome).rejects.toThrow('fetch failed')
  })

  it('has no rejection left over that comes when its time is over', async () => {
    const { promise, reject } = Promise.withResolvers<Response>()
    const { outcome, expire } = timed(handOver(promise, promise))
    expire()
    await expect(outcome).rejects.toThrow('timed out')
    reject(new Error('aborted'))
    // An unhandled rejection would fail this run.
    await new Promise((resolve) => setImmediate(resolve))
  })
})

describe('everyone else', () => {
  const late = (): { sending: Promise<Response>; land: (response: Response) => void } => {
    const { promise, resolve } = Promise.withResolvers<Response>()
    return { sending: handOver(promise, Promise.resolve(refused)), land: resolve }
  }

  it.each<[string, (sending: Promise<Response>) => Promise<unknown>]>([
    ['who awaits', async (sending) => await sending],
    ['who returns it from an async function', async (sending) => sending],
    ['who calls then', (sending) => sending.then((response) => response)],
    ['who calls then without callbacks', (sending) => sending.then(null, null)],
    ['who makes a promise of it', (sending) => Promise.resolve(sending)],
    ['who races it', (sending) => Promise.race([sending, new Promise(() => {})])],
    ['who calls catch', (sending) => sending.catch(() => 'caught')],
    ['who calls finally', (sending) => sending.finally(() => {})],
  ])('%s gets the answer', async (_who, use) => {
    const { sending, land } = late()
    const used = use(sending)
    land(ok)
    expect(await used).toBe(ok)
    expect(await use(handOver(Promise.resolve(ok), Promise.resolve(ok)))).toBe(ok)
  })

  it('who calls then is called with an answer, not with a promise of one', async () => {
    const { sending, land } = late()
    const seen: unknown[] = []
    const used = sending.then((response) => void seen.push(response))
    await flush()
    expect(seen).toEqual([])
    land(ok)
    await used
    expect(seen).toEqual([ok])
  })

  it('is told of what an attempt throws', async () => {
    const broken = Promise.reject(new TypeError('fetch failed'))
    const sending = handOver(broken, broken)
    expect(await sending.then(() => 'fulfilled', () => 'rejected')).toBe('rejected')
    expect(await sending.catch((error: Error) => error.message)).toBe('fetch failed')
    await expect(sending).rejects.toThrow('fetch failed')
  })
})
