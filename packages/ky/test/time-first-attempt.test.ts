import { describe, expect, it } from 'vitest'
import { setImmediate as flush } from 'node:timers/promises'
import { timeFirstAttempt } from '../src/time-first-attempt.ts'
import { startKyBench } from './support.ts'

const ok = new Response('ok')
const refused = new Response('refused', { status: 401 })

/** As ky times its fetch: the timer stops when what `then` gives has settled. */
function timed(sending: Promise<Response>): {
  readonly outcome: Promise<Response>
  readonly expire: () => void
  readonly isTimed: () => boolean
} {
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
    const { outcome, isTimed } = timed(timeFirstAttempt(Promise.resolve(ok), Promise.resolve(ok)))
    expect(await outcome).toBe(ok)
    await flush()
    expect(isTimed()).toBe(false)
  })

  it('times a first attempt to its end', async () => {
    const never = new Promise<Response>(() => {})
    const { outcome, expire, isTimed } = timed(timeFirstAttempt(never, never))
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
    const { outcome, expire, isTimed } = timed(timeFirstAttempt(answer, first))
    await flush()
    expect(isTimed()).toBe(false)
    expire()
    resolve(ok)
    expect(await outcome).toBe(ok)
  })

  it('gets what a first attempt throws', async () => {
    const broken = Promise.reject(new TypeError('fetch failed'))
    await expect(timed(timeFirstAttempt(broken, broken)).outcome).rejects.toThrow('fetch failed')
  })

  it('has no rejection left over that comes when its time is over', async () => {
    const { promise, reject } = Promise.withResolvers<Response>()
    const { outcome, expire } = timed(timeFirstAttempt(promise, promise))
    expire()
    await expect(outcome).rejects.toThrow('timed out')
    reject(new Error('aborted'))
    // An unhandled rejection would fail this run.
    await flush()
  })
})

describe('an init hook that wraps our fetch', () => {
  it.each(['/echo', '/echo?reject=1'])('gets a promise of the response to %s, whatever function it is called with', async (path) => {
    await using bench = await startKyBench()
    const seen: unknown[] = []
    const api = bench.api.extend({
      hooks: {
        init: [
          (options) => {
            const inner = options.fetch!
            options.fetch = async (...given) => {
              const sending = inner(...given)
              // A bound function looks like one of the platform's.
              await sending.then(seen.push.bind(seen))
              return sending
            }
          },
        ],
      },
    })
    expect((await api.get(bench.url(path))).status).toBe(200)
    expect(seen).toEqual([expect.any(Response)])
    expect(bench.counts()).toMatchObject({ apiOk: 1 })
  })
})
