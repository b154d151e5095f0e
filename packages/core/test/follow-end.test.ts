import { expect, test } from 'vitest'
import { memoryStore, type TokenSource } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld } from './world.ts'

/** A source whose tokens depend on a session elsewhere; `end()` ends that session. */
function createDependentSource() {
  const ends = new Set<() => void>()
  let number = 0
  const source: TokenSource = {
    obtain: async () => ({ access_token: `dependent-${++number}`, expires_in: 300 }),
    followEnd(end) {
      ends.add(end)
      return () => ends.delete(end)
    },
  }
  return {
    source,
    ends,
    end: async () => {
      for (const end of ends) end()
      await flush()
    },
  }
}

test('the end of the session elsewhere ends this session: its token goes nowhere any more', async () => {
  const { source, end } = createDependentSource()
  const { auth, eventsOf } = createWorld({ source })
  expect((await auth.getToken()).accessToken).toBe('dependent-1')
  const signal = auth.sessionSignal
  await end()
  expect(signal.reason).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'cleared' })
  expect(eventsOf('session-ended')).toEqual([{ reason: 'cleared' }])
  expect((await auth.getToken()).accessToken).toBe('dependent-2')
})

test('the end is stored, so that no other process uses the token', async () => {
  const { source, end } = createDependentSource()
  const store = memoryStore()
  const { auth } = createWorld({ source, store })
  await auth.getToken()
  await end()
  expect(await store.load()).toMatchObject({ loggedOut: true, accessToken: '' })
})

test('a coordinator that was disposed of follows no more', async () => {
  const { source, ends } = createDependentSource()
  const { auth } = createWorld({ source })
  expect(ends.size).toBe(1)
  auth.dispose()
  expect(ends.size).toBe(0)
})
