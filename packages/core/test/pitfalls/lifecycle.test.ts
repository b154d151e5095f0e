import { describe, expect, test } from 'vitest'
import type { Authorization } from '../../src/adapter/index.ts'
import { SessionEndedError, TokenRequestError, TokenUnavailableError } from '../../src/index.ts'
import { flush } from '../fake-clock.ts'
import { pretendReportError } from '../pretend-report-error.ts'
import { createWorld, token, type World } from '../world.ts'

const failure = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error)

describe('clear() during a refresh', () => {
  test('wins: the old session does not come back', async () => {
    const { auth, clock, request } = createWorld({ source: { refresh: () => new Promise(() => {}) } })
    await auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
    await clock.advance(300_000)
    const waiting = failure(request())
    await flush()
    await auth.clear()
    expect(await waiting).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'cleared' })
    expect(await failure(request())).toBeInstanceOf(SessionEndedError)
  })

  test('drops the answer that comes after it, and the next request asks anew', async () => {
    const { auth, start, calls, clock, request } = createWorld()
    await start()
    await clock.advance(300_000)
    const waiting = failure(request())
    await flush()
    const cleared = auth.clear()
    expect(calls[1]?.signal.aborted).toBe(true)
    await calls[1]?.respond(token(2))
    await cleared
    await waiting
    const next = request()
    await flush()
    await calls[2]?.respond(token(3))
    expect((await next).value).toBe('Bearer access-3')
  })
})

describe('calling back in', () => {
  test('listeners run outside the flight, and one that throws or calls back in harms nobody', async () => {
    const reported = pretendReportError()
    const { auth, request, calls } = createWorld()
    const seen: string[] = []
    const thrown = new Error('listener')
    auth.on('refresh', () => {
      throw thrown
    })
    auth.on('refresh', async () => {
      seen.push((await auth.getToken()).accessToken)
    })
    const first = request()
    await flush()
    await calls[0]?.respond(token(1))
    await first
    await flush()
    expect(seen).toEqual(['access-1'])
    expect(reported).toEqual([thrown])
  })

  test.for(['refresh', 'refresh-failed', 'cooldown', 'session-ended', 'replay'] as const)(
    'a listener of %s may call any method and wait for it',
    async (name) => {
      const { auth, clock, request, rejected } = createTroubled()
      const done: string[] = []
      auth.on(name, async () => {
        if (done.length > 0) return
        done.push('begun')
        await failure(auth.getToken())
        auth.invalidate()
        await auth.setTokens(token(8))
        await auth.clear()
        done.push('ended')
      })
      await auth.setTokens(token(1, { refresh_token: 'refresh-1' }))
      for (let round = 0; round < 4; round++) {
        await clock.advance(300_000)
        const sent = failure(request())
        await flush()
        const authorization = await sent
        if (!(authorization instanceof Error)) void failure(rejected(authorization as Authorization))
      }
      await clock.advance(60_000)
      expect(done).toEqual(['begun', 'ended'])
    },
  )

  test('a source that waits for the very token it is to bring ends in a typed error, not in a deadlock', async () => {
    const { auth, clock, request } = createWorld({
      refreshTimeout: 1000,
      retries: 1,
      source: async () => {
        // Where it can't be seen that the source waits for itself; `self-waits.test.ts` has the cases where it can.
        await Promise.resolve()
        await auth.getToken()
        return token(1)
      },
    })
    const waiting = Promise.all([failure(request()), failure(request())])
    await clock.advance(60_000)
    for (const error of await waiting) expect(error).toBeInstanceOf(TokenUnavailableError)
    expect(clock.pendingTimers).toBe(0)
  })
})

/** Its token endpoint refreshes twice, fails once, and then holds the session for over. */
function createTroubled(): World {
  const troubles = [undefined, undefined, new TokenRequestError('down', { status: 503 })]
  let requests = 0
  return createWorld({
    retries: 0,
    source: {
      async refresh() {
        if (requests >= troubles.length) throw new TokenRequestError('over', { error: 'invalid_grant' })
        const trouble = troubles[requests++]
        if (trouble !== undefined) throw trouble
        return token(requests + 1, { refresh_token: `refresh-${requests + 1}` })
      },
    },
  })
}
