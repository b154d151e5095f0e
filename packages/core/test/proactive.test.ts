import { describe, expect, test } from 'vitest'
import { refreshTimer, TokenRequestError } from '../src/index.ts'
import { createWorld, token } from './world.ts'

const day = 86_400_000

describe('refresh by a timer', () => {
  test('a token that is in use is refreshed when it falls due, without a request', async () => {
    const { auth, ask, start, calls, clock } = createWorld({ proactive: refreshTimer() })
    await start()
    void ask()
    await clock.advance(240_000)
    expect(calls).toHaveLength(2)
    await calls[1]?.respond(token(2))
    expect((await auth.getToken()).generation).toBe(2)
  })

  test('an idle process refreshes nothing, and has one timer at most', async () => {
    const { start, calls, clock } = createWorld({ proactive: refreshTimer() })
    await start()
    await clock.advance(10 * day)
    expect(calls).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  test('a token that never expires arms no timer', async () => {
    const { start, clock } = createWorld({ proactive: refreshTimer() })
    await start(token(1, { expires_in: undefined }))
    expect(clock.pendingTimers).toBe(0)
  })

  test('a timer that slept with the machine finds the token due when it rings', async () => {
    const { ask, start, calls, clock } = createWorld({ proactive: refreshTimer() })
    await start(token(1, { expires_in: 86_400 }))
    void ask()
    clock.sleepMachine(day)
    await clock.advance(0.8 * day - 1)
    expect(calls).toHaveLength(1)
    await clock.advance(1)
    expect(calls).toHaveLength(2)
  })

  test('dispose() and clear() stop it', async () => {
    for (const end of ['dispose', 'clear'] as const) {
      const { ask, auth, start, clock } = createWorld({ proactive: refreshTimer() })
      await start()
      void ask()
      await auth[end]()
      expect(clock.pendingTimers).toBe(0)
    }
  })
})

test('the timer leaves the token endpoint alone during a cooldown', async () => {
  const { ask, start, calls, clock } = createWorld({ proactive: refreshTimer(), retries: 0 })
  await start()
  void ask()
  await clock.advance(240_000)
  void ask()
  await calls[1]?.fail(new TokenRequestError('busy', { status: 429, retryAfter: '20' }))
  // 20 s, and a spread of half of that, drawn in the middle.
  await clock.advance(24_999)
  expect(calls).toHaveLength(2)
  await clock.advance(1)
  expect(calls).toHaveLength(3)
})
