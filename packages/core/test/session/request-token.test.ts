import { getEventListeners } from 'node:events'
import { beforeEach, describe, expect, it, test } from 'vitest'
import { TokenRequestError, TokenResponseError } from '../../src/lib/errors.ts'
import { requestToken, type RetryPolicy, type SourceResponse } from '../../src/session/request-token.ts'
import { createSourceCalls } from '../../src/session/source-calls.ts'
import type { Grant } from '../../src/token/grant.ts'
import { createFakeClock, type FakeClock } from '../fake-clock.ts'

let clock: FakeClock
let start: number
beforeEach(() => {
  clock = createFakeClock()
  start = clock.monotonic()
})

type Step = (signal: AbortSignal) => unknown

interface Run {
  /** When each attempt was made, ms from the start. */
  readonly at: number[]
  readonly signals: AbortSignal[]
  readonly controller: AbortController
  outcome: { answer: SourceResponse } | { error: unknown } | undefined
  /** ms from the start. */
  endedAt: number
}

const fails =
  (error: unknown): Step =>
  () => {
    throw error as Error
  }
const hangs: Step = () => new Promise(() => {})
const unavailable = new TokenRequestError('no', { status: 503 })

/** Asks with these steps, the last of them again and again. */
function run(steps: Step[], policy: Partial<RetryPolicy> = {}, grant: Grant = 'obtain'): Run {
  const controller = new AbortController()
  const result: Run = { at: [], signals: [], controller, outcome: undefined, endedAt: NaN }
  const ask = async (signal: AbortSignal): Promise<unknown> => {
    result.signals.push(signal)
    const step = steps[Math.min(result.at.push(clock.monotonic() - start), steps.length) - 1]
    return step?.(signal)
  }
  const end = (outcome: Run['outcome']): void => {
    result.outcome = outcome
    result.endedAt = clock.monotonic() - start
  }
  const settings = {
    clock,
    runs: createSourceCalls(() => 0),
    random: () => 1,
    refreshTimeout: 10_000,
    retries: 4,
    maxRetryTime: 30_000,
    ...policy,
  }
  requestToken(ask, grant, controller.signal, settings).then(
    (answer) => end({ answer }),
    (error: unknown) => end({ error }),
  )
  return result
}

describe('requestToken', () => {
  it('gives the answer, and when it was asked for on both clocks', async () => {
    const sent = { wall: clock.wall(), monotonic: clock.monotonic() }
    const asked = run([() => new Promise((resolve) => clock.setTimeout(() => resolve('yes'), 700))])
    await clock.advance(700)
    expect(asked.outcome).toEqual({ answer: { response: 'yes', sent, attempt: 1 } })
    expect(clock.pendingTimers).toBe(0)
  })

  it('asks again after passing troubles, with doubling delays', async () => {
    const asked = run([fails(unavailable), fails(unavailable), fails(unavailable), () => 'yes'])
    await clock.advance(60_000)
    expect(asked.at).toEqual([0, 500, 1500, 3500])
    expect(asked.outcome).toMatchObject({ answer: { response: 'yes', sent: { monotonic: start + 3500 } } })
  })

  it('gives up after its retries with the last error', async () => {
    const last = new TokenRequestError('last', { status: 502 })
    const asked = run([fails(unavailable), fails(unavailable), fails(last)], { retries: 2 })
    await clock.advance(60_000)
    expect(asked.at).toHaveLength(3)
    expect(asked.outcome).toEqual({ error: last })
  })

  it('asks once where no retries are allowed', async () => {
    const asked = run([fails(unavailable)], { retries: 0 })
    await clock.advance(60_000)
    expect([asked.at, asked.outcome, asked.endedAt]).toEqual([[0], { error: unavailable }, 0])
  })

  test.for<[name: string, thrown: unknown]>([
    ['a refused client', new TokenRequestError('no', { status: 401, error: 'invalid_client' })],
    ['a dead refresh token', new TokenRequestError('no', { status: 400, error: 'invalid_grant' })],
    ['credentials refused without a word', new TokenRequestError('no', { status: 403 })],
    ['a refusal from another client library', Object.assign(new Error('no'), { status: 401 })],
    ['a refusal that is no error', { status: 401, data: { error: 'invalid_client' } }],
    ['a TypeError that is a mistake in code', new TypeError('x is not a function')],
    ['another mistake in code', new ReferenceError('x is not defined')],
  ])('asks once on %s', async ([, thrown]) => {
    const asked = run([fails(thrown)])
    await clock.advance(60_000)
    expect(asked.at).toEqual([0])
    expect(clock.pendingTimers).toBe(0)
  })

  test.for<[name: string, thrown: unknown]>([
    ['a network error', new TypeError('fetch failed')],
    ['a network error whose words are unknown', new TypeError('?', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) })],
    ['a time-out of the source’s own', new DOMException('no', 'TimeoutError')],
    ['a string', 'oops'],
    ['undefined', undefined],
    ['an AbortError of the source’s own', new DOMException('no', 'AbortError')],
  ])('asks again after %s', async ([, thrown]) => {
    const asked = run([fails(thrown), () => 'yes'])
    await clock.advance(500)
    expect(asked.outcome).toMatchObject({ answer: { response: 'yes' } })
  })

  it('asks again with credentials after a page in place of JSON, and never so with a refresh token', async () => {
    const page = fails(new SyntaxError('Unexpected token <'))
    const obtaining = run([page, () => 'yes'])
    const refreshing = run([page, () => 'yes'], {}, 'refresh')
    await clock.advance(500)
    expect(obtaining.outcome).toMatchObject({ answer: { response: 'yes' } })
    expect(refreshing).toMatchObject({ at: [0], outcome: { error: { name: 'SyntaxError' } } })
  })

  it('throws a mistake in code as it is, with its own stack', async () => {
    const mistake = new TypeError('x is not a function')
    const asked = run([fails(mistake)])
    await clock.advance(0)
    expect(asked.outcome).toEqual({ error: mistake })
    expect((asked.outcome as { error: unknown }).error).toBe(mistake)
  })

  it('does as well with an ask that throws at once or gives no promise', async () => {
    const settings = { clock, runs: createSourceCalls(() => 0), random: () => 0, refreshTimeout: 10, retries: 0, maxRetryTime: 10 }
    const { signal } = new AbortController()
    const asked = requestToken(
      () => {
        throw unavailable
      },
      'obtain',
      signal,
      settings,
    )
    await expect(asked).rejects.toBe(unavailable)
    expect((await requestToken(() => undefined, 'obtain', signal, settings)).response).toBeUndefined()
  })

  it('waits for Retry-After and its spread, in seconds or as a date', async () => {
    const busy = (retryAfter: string): Step => fails(new TokenRequestError('no', { status: 429, retryAfter }))
    const asked = run([busy('7'), busy(new Date(clock.wall() + 15_000).toUTCString()), () => 'yes'])
    await clock.advance(60_000)
    expect(asked.at).toEqual([0, 10_500, 17_250])
  })

  it.each(['31', '999999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    'does not wait at all for a Retry-After beyond its time: %s',
    async (retryAfter) => {
      const asked = run([fails(new TokenRequestError('no', { status: 429, retryAfter }))])
      await clock.advance(0)
      expect(asked).toMatchObject({ at: [0], endedAt: 0, outcome: { error: { status: 429 } } })
      expect(clock.pendingTimers).toBe(0)
    },
  )

  it('ends an attempt that takes too long, tells it so, and asks again', async () => {
    const asked = run([hangs, () => 'yes'])
    await clock.advance(9_999)
    expect(asked.signals[0]?.aborted).toBe(false)
    await clock.advance(1)
    expect(asked.signals[0]?.reason).toBeInstanceOf(TokenRequestError)
    await clock.advance(500)
    expect(asked).toMatchObject({ at: [0, 10_500], outcome: { answer: { response: 'yes' } } })
  })

  it('keeps to its total time, the last attempt included', async () => {
    const asked = run([hangs], { retries: 100, maxRetryTime: 25_000 })
    await clock.advance(100_000)
    expect(asked.at).toEqual([0, 10_500, 21_500])
    expect(asked).toMatchObject({ endedAt: 25_000, outcome: { error: { code: 'ERR_TOKEN_REQUEST' } } })
    expect(clock.pendingTimers).toBe(0)
  })

  it('does not count the time for which the machine sleeps, nor mind the wall clock', async () => {
    const asked = run([fails(unavailable), () => 'yes'])
    await clock.advance(100)
    clock.sleepMachine(3_600_000)
    clock.jump(-86_400_000)
    await clock.advance(400)
    expect(asked.outcome).toMatchObject({ answer: { response: 'yes' } })
  })

  test.for<[name: string, steps: Step[], after: number]>([
    ['during an attempt that heeds no signal', [hangs], 50],
    ['during a delay', [fails(unavailable)], 100],
    ['before the first attempt was made', [hangs], 0],
  ])('ends with the signal’s reason when it aborts %s', async ([, steps, after]) => {
    const asked = run(steps)
    if (after > 0) await clock.advance(after)
    const reason = new Error('disposed')
    asked.controller.abort(reason)
    await clock.advance(0)
    expect(asked.outcome).toEqual({ error: reason })
    await clock.advance(60_000)
    expect(asked.at.length).toBeLessThanOrEqual(1)
    expect(clock.pendingTimers).toBe(0)
    expect(getEventListeners(asked.controller.signal, 'abort')).toHaveLength(0)
  })

  it('makes no attempt under a signal that has aborted', async () => {
    let calls = 0
    const settings = { clock, runs: createSourceCalls(() => 0), random: () => 0, refreshTimeout: 10, retries: 3, maxRetryTime: 10 }
    const asked = requestToken(async () => calls++, 'obtain', AbortSignal.abort(new Error('over')), settings)
    await expect(asked).rejects.toThrow('over')
    expect(calls).toBe(0)
  })

  it('leaves neither timers nor listeners behind', async () => {
    const asked = run([fails(unavailable), fails(new TypeError('fetch failed')), () => 'yes'])
    await clock.advance(60_000)
    expect(clock.pendingTimers).toBe(0)
    expect(getEventListeners(asked.controller.signal, 'abort')).toHaveLength(0)
  })
})

describe('a request that carries a refresh token', () => {
  const unused = [
    unavailable,
    new TokenRequestError('no', { status: 429 }),
    new TokenRequestError('no', { error: 'use_dpop_nonce', status: 400 }),
    new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
    new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) }),
    new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }) }),
  ]
  it.each([unused.slice(0, 2), unused.slice(3)].flat())(
    'is made again where the server surely has not used the token (%#)',
    async (error) => {
      const asked = run([fails(error), () => 'yes'], {}, 'refresh')
      await clock.advance(60_000)
      expect(asked.outcome).toMatchObject({ answer: { response: 'yes' } })
    },
  )

  it.each([
    new TokenRequestError('no', { status: 500 }),
    new TokenRequestError('no', { status: 502 }),
    new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }),
    new TypeError('fetch failed'),
    new TokenResponseError('no JSON'),
  ])('is not made again where the outcome is unknown (%#)', async (error) => {
    const asked = run([fails(error), () => 'yes'], {}, 'refresh')
    await clock.advance(60_000)
    expect(asked.at).toEqual([0])
    expect(asked.outcome).toMatchObject({ error: expect.any(Error) })
  })

  it('is seen through, whatever becomes of those who waited, up to the total time', async () => {
    const asked = run([hangs], { maxRetryTime: 30_000 }, 'refresh')
    await clock.advance(5_000)
    asked.controller.abort(new Error('disposed'))
    await clock.advance(20_000)
    expect(asked.signals[0]?.aborted).toBe(false)
    expect(asked.outcome).toBeUndefined()
    await clock.advance(5_000)
    expect(asked.signals[0]?.aborted).toBe(true)
    expect(asked.endedAt).toBe(30_000)
  })

  it('gives its response when nobody waits any more', async () => {
    const asked = run([() => new Promise((resolve) => clock.setTimeout(() => resolve('yes'), 20_000))], {}, 'refresh')
    await clock.advance(1)
    asked.controller.abort()
    await clock.advance(20_000)
    expect(asked.outcome).toMatchObject({ answer: { response: 'yes' } })
    expect(clock.pendingTimers).toBe(0)
  })
})
