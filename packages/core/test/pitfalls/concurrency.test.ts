import { describe, expect, test } from 'vitest'
import { createCoordinator, createCoordinatorPool, refreshTimer, TokenUnavailableError } from '../../src/index.ts'
import { sendWithToken } from '../../src/adapter/send-with-token.ts'
import { flush } from '../fake-clock.ts'
import { createWorld, token } from '../world.ts'
import { adapterSideOf } from '../../src/adapter/index.ts'

const url = 'https://api.example.com/'

describe('many requests, one token request', () => {
  test('10,000 cold callers cause one token request', async () => {
    const { calls, request, eventsOf } = createWorld()
    const all = Promise.all(Array.from({ length: 10_000 }, () => request()))
    await flush()
    expect(calls).toHaveLength(1)
    await calls[0]?.respond(token(1))
    expect((await all).every(({ value }) => value === 'Bearer access-1')).toBe(true)
    expect(eventsOf('refresh')).toEqual([{ reason: 'missing', grant: 'obtain', generation: 1, duration: 0, waiters: 10_000 }])
  })

  test('50 callers past the soft window go out at once with the old token, and one refresh begins behind them', async () => {
    const { ask, start, calls, clock, eventsOf } = createWorld()
    await start()
    await clock.advance(240_000)
    for (let i = 0; i < 50; i++) {
      expect(ask()).toMatchObject({ value: 'Bearer access-1' })
    }
    await flush()
    expect(calls).toHaveLength(2)
    await calls[1]?.respond(token(2))
    expect(ask()).toMatchObject({ value: 'Bearer access-2', generation: 2 })
    expect(eventsOf('refresh').at(-1)).toMatchObject({ reason: 'due', grant: 'obtain', waiters: 0, generation: 2 })
  })

  test('a machine that slept past the expiry wakes to one refresh, not a burst', async () => {
    const { start, calls, clock, request } = createWorld()
    await start()
    clock.sleepMachine(3_600_000)
    const waiting = Promise.all(Array.from({ length: 100 }, () => request()))
    await flush()
    expect(calls).toHaveLength(2)
    await calls[1]?.respond(token(2))
    expect(new Set((await waiting).map(({ value }) => value))).toEqual(new Set(['Bearer access-2']))
  })

  test('a refresh by hand and one by the timer are one token request, and leave one timer', async () => {
    const { ask, auth, start, calls, clock, eventsOf } = createWorld({ proactive: refreshTimer() })
    await start()
    await clock.advance(100_000)
    auth.invalidate()
    await flush()
    await calls[1]?.respond(token(2))
    expect(clock.pendingTimers).toBe(1)
    await clock.advance(239_999)
    void ask()
    auth.invalidate()
    await clock.advance(10)
    expect(calls).toHaveLength(3)
    await calls[2]?.respond(token(3))
    expect(clock.pendingTimers).toBe(1)
    expect(eventsOf('refresh').map(({ reason, grant }) => `${reason}, ${grant}`)).toEqual([
      'missing, obtain',
      'invalidated, obtain',
      'invalidated, obtain',
    ])
  })
})

describe('many 401s, one refresh', () => {
  test('1,000 staggered 401s that carry one stale token cause one refresh', async () => {
    const { start, calls, clock, rejected } = createWorld()
    const sent = await start()
    const replays: (string | undefined)[] = []
    for (let i = 0; i < 1000; i++) {
      const replay = rejected(sent).then((next) => replays.push(next?.value))
      await flush()
      if (i === 10) await calls[1]?.respond(token(2))
      if (i > 10) await replay
      if (i % 100 === 0) await clock.advance(50)
    }
    expect(calls).toHaveLength(2)
    expect(replays).toHaveLength(1000)
    expect(new Set(replays)).toEqual(new Set(['Bearer access-2']))
  })

  test('200 401s at once cause one refresh, and each is replayed with the new token', async () => {
    const { start, calls, rejected, eventsOf } = createWorld()
    const sent = await start()
    const replays = Promise.all(Array.from({ length: 200 }, () => rejected(sent)))
    await flush()
    expect(calls).toHaveLength(2)
    await calls[1]?.respond(token(2))
    expect((await replays).every((replay) => replay?.value === 'Bearer access-2' && replay.attempt === 2)).toBe(true)
    expect(eventsOf('refresh').at(-1)).toMatchObject({ reason: 'rejected' })
    await flush()
    expect(eventsOf('replay')).toMatchObject(Array.from({ length: 200 }, () => ({ from: 1, generation: 2, attempt: 2 })))
  })

  test('where the refresh succeeds, the caller gets the answer to the replay and not the 401', async () => {
    let tokens = 0
    const auth = createCoordinator({ source: async () => token(++tokens), origins: 'any' })
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        sendWithToken(
          auth,
          {
            ownHeader: () => false,
            attempt: async (_request, authorization) => ({ status: authorization?.value === 'Bearer access-1' ? 401 : 200 }),
            errorDetails: () => ({ challenge: 'Bearer error="invalid_token"' }),
          },
          { url, replayable: true, session: adapterSideOf(auth).session },
        ),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(tokens).toBe(2)
  })

  test.for([
    ['RFC 9470', 'Bearer error="insufficient_user_authentication", acr_values="gold"'],
    ['a claims challenge', 'Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ"'],
  ])('a step-up challenge (%s) joins no refresh that is under way: the answer is the caller’s at once', async ([, challenge]) => {
    const { ask, start, calls, clock, rejected } = createWorld()
    const sent = await start()
    await clock.advance(250_000)
    void ask()
    await flush()
    const verdicts: unknown[] = []
    void rejected(sent, { challenge: challenge ?? '' }).then((verdict) => verdicts.push(verdict))
    await flush()
    expect(calls).toHaveLength(2)
    expect(verdicts).toEqual([undefined])
  })
})

describe('callers that come and go', () => {
  test('a caller that aborts takes nobody along, and the refresh goes on', async () => {
    const { calls, request } = createWorld()
    const leaving = new AbortController()
    const first = request({ signal: leaving.signal })
    const others = Array.from({ length: 10 }, () => request({ signal: new AbortController().signal }))
    await flush()
    leaving.abort(new Error('changed my mind'))
    await expect(first).rejects.toThrow('changed my mind')
    expect(calls[0]?.signal.aborted).toBe(false)
    await calls[0]?.respond(token(1))
    expect((await Promise.all(others)).map(({ generation }) => generation)).toEqual(Array.from({ length: 10 }, () => 1))
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
    await calls[1]?.respond(token(1))
    expect((await second).generation).toBe(1)
  })

  test('each token request has a signal of its own: one that was ended ends no later one', async () => {
    const { calls, clock, request } = createWorld({ retries: 0, refreshTimeout: 1000 })
    const caller = new AbortController()
    const first = request({ signal: caller.signal }).catch((error: unknown) => error)
    await flush()
    await clock.advance(1000)
    expect(await first).toBeInstanceOf(TokenUnavailableError)
    caller.abort()
    await clock.advance(30_000)
    const second = request()
    await flush()
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, false])
    await calls[1]?.respond(token(1))
    expect((await second).generation).toBe(1)
  })
})

describe('many accounts', () => {
  test('two tenants at once, and two scopes of each, get a token of their own and ask once each', async () => {
    const asked: string[] = []
    const coordinators = createCoordinatorPool(
      ({ tenant, scope }: { tenant: string; scope: string }) => JSON.stringify([tenant, scope]),
      ({ tenant, scope }) =>
        createCoordinator({
          source: async () => {
            asked.push(`${tenant}-${scope}`)
            await flush()
            return { access_token: `token-of-${tenant}-${scope}` }
          },
          origins: 'any',
        }),
    )
    const accounts = ['a', 'b'].flatMap((tenant) => ['read', 'write'].map((scope) => ({ tenant, scope })))
    const values = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const account = accounts[i % 4] ?? { tenant: '', scope: '' }
        const authorization = await adapterSideOf(coordinators.for(account)).authorize({ url })
        return [`Bearer token-of-${account.tenant}-${account.scope}`, authorization?.value]
      }),
    )
    for (const [expected, value] of values) expect(value).toBe(expected)
    expect(asked.toSorted()).toEqual(['a-read', 'a-write', 'b-read', 'b-write'])
  })
})
