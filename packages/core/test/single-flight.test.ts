import { describe, expect, test } from 'vitest'
import { TokenRequestError, TokenUnavailableError } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token } from './world.ts'

describe('one flight for all', () => {
  test('10,000 cold callers cause one token request', async () => {
    const { calls, request, eventsOf } = createWorld()
    const all = Promise.all(Array.from({ length: 10_000 }, () => request()))
    await flush()
    expect(calls).toHaveLength(1)
    await calls[0]?.answer(token(1))
    expect((await all).every(({ value }) => value === 'Bearer access-1')).toBe(true)
    expect(eventsOf('refresh')).toEqual([
      { reason: 'missing', grant: 'obtain', generation: 1, duration: 0, waiters: 10_000 },
    ])
  })

  test('a caller that aborts takes nobody along, and the refresh goes on', async () => {
    const { calls, request } = createWorld()
    const leaving = new AbortController()
    const first = request({ signal: leaving.signal })
    const others = Array.from({ length: 10 }, () => request({ signal: new AbortController().signal }))
    await flush()
    leaving.abort(new Error('changed my mind'))
    await expect(first).rejects.toThrow('changed my mind')
    expect(calls[0]?.signal.aborted).toBe(false)
    await calls[0]?.answer(token(1))
    expect((await Promise.all(others)).map(({ generation }) => generation)).toEqual(Array.from({ length: 10 }, () => 1))
  })

  test('when every caller has left, the token that arrives serves the next', async () => {
    const { ask, calls, request } = createWorld()
    const leaving = new AbortController()
    const gone = request({ signal: leaving.signal })
    await flush()
    leaving.abort()
    await expect(gone).rejects.toThrow('aborted')
    await calls[0]?.answer(token(1))
    expect(ask()).toMatchObject({ generation: 1 })
  })

  test('a caller whose signal has aborted already starts nothing', async () => {
    const { calls, request } = createWorld()
    await expect(request({ signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
    await flush()
    expect(calls).toHaveLength(0)
  })

  test('every waiter settles when the source hangs, however often', async () => {
    const { clock, request, calls } = createWorld({ refreshTimeout: 1000, retries: 2, maxRetryTime: 60_000 })
    const waiting = Promise.allSettled(Array.from({ length: 100 }, () => request()))
    await clock.advance(60_000)
    const settled = await waiting
    expect(settled.every((result) => result.status === 'rejected' && result.reason instanceof TokenUnavailableError)).toBe(true)
    expect(calls).toHaveLength(3)
    expect(calls.every(({ signal }) => signal.aborted)).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  test('an earlier refresh that threw leaves no waiter hanging in the next', async () => {
    const { clock, request, calls } = createWorld({ retries: 0 })
    const first = request().catch((error: unknown) => error)
    await flush()
    await calls[0]?.fail(new Error('boom'))
    expect(await first).toBeInstanceOf(TokenUnavailableError)
    await clock.advance(30_000)
    const second = request()
    await flush()
    await calls[1]?.answer(token(1))
    expect((await second).generation).toBe(1)
  })

  test('a source that throws at once, or gives no promise, is a failure like any other', async () => {
    const throwing = createWorld({
      retries: 0,
      source: () => {
        throw new TypeError('a bug')
      },
    })
    await expect(throwing.request()).rejects.toBeInstanceOf(TokenUnavailableError)
    const plain = createWorld({ source: (() => token(1)) as never })
    expect((await plain.request()).value).toBe('Bearer access-1')
  })

  test('errors are made for each caller, as clients write into those they pass on', async () => {
    const { request, calls } = createWorld({ retries: 0 })
    const [first, second] = [request().catch((error: unknown) => error), request().catch((error: unknown) => error)]
    await flush()
    await calls[0]?.fail(new TokenRequestError('down', { status: 503 }))
    expect(await first).not.toBe(await second)
  })

  test('listeners run outside the flight, and one that throws or calls back in harms nobody', async () => {
    const { auth, request, calls } = createWorld()
    const seen: string[] = []
    auth.on('refresh', () => {
      throw new Error('listener')
    })
    auth.on('refresh', async () => {
      seen.push((await auth.getToken()).accessToken)
    })
    const first = request()
    await flush()
    await calls[0]?.answer(token(1))
    await first
    await flush()
    expect(seen).toEqual(['access-1'])
  })
})
