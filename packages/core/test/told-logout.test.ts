import { expect, test } from 'vitest'
import { defineStore, memoryStore, type TokenStore } from '../src/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld } from './world.ts'

const refreshOnly = { refresh: () => new Promise<never>(() => {}) }
const login = (user: string) => ({ access_token: user, expires_in: 300, refresh_token: `refresh-${user}` })

/** A store whose saves wait from `hold()` on: `release()` lets the next save go on, and `fail()` rejects the next. */
function createHeldStore() {
  const memory = memoryStore()
  const saves: PromiseWithResolvers<void>[] = []
  let isHolding = false
  const store: TokenStore = defineStore({
    load: () => memory.load(),
    async save(next, expected) {
      if (isHolding) {
        const held = Promise.withResolvers<void>()
        saves.push(held)
        await held.promise
      }
      return memory.save(next, expected)
    },
  })
  return {
    store,
    memory,
    hold: () => void (isHolding = true),
    release: async () => {
      await flush()
      saves.shift()?.resolve()
      await flush()
    },
    fail: async () => {
      await flush()
      saves.shift()?.reject(new Error('no room'))
    },
  }
}

function createHeldWorld() {
  const held = createHeldStore()
  const { auth, clock } = createWorld({ source: refreshOnly, store: held.store })
  const told: string[] = []
  auth.on('session-ended', ({ reason }) => told.push(reason))
  auth.on('tokens-set', () => told.push('tokens-set'))
  return { ...held, auth, clock, told }
}

test('session-ended of a logout comes when the store has the logout, so that a page may navigate', async () => {
  const { auth, memory, told, hold, release } = createHeldWorld()
  await auth.setTokens(login('alice'))
  const saved: unknown[] = []
  auth.on('session-ended', async () => saved.push((await memory.load())?.accessToken))
  hold()
  const loggedOut = auth.clear()
  await flush()
  expect([told, auth.peek().status]).toEqual([['tokens-set'], 'ended'])
  await release()
  await loggedOut
  expect([told, saved]).toEqual([['tokens-set', 'cleared'], ['']])
})

test.each(['fails', 'does not respond'])('session-ended of a logout comes also if the store %s', async (how) => {
  const { auth, clock, told, hold, fail } = createHeldWorld()
  await auth.setTokens(login('alice'))
  hold()
  const loggedOut = auth.clear()
  loggedOut.catch(() => {})
  if (how === 'fails') await fail()
  else await clock.advance(10_000)
  await expect(loggedOut).rejects.toMatchObject({ code: 'ERR_STORE' })
  expect(told).toEqual(['tokens-set', 'cleared'])
})

test('a login in the same tick is told after the logout before it', async () => {
  const { auth, told, hold, release } = createHeldWorld()
  await auth.setTokens(login('alice'))
  hold()
  const both = [auth.clear(), auth.setTokens(login('bob'))]
  await flush()
  expect(told).toEqual(['tokens-set', 'cleared', 'tokens-set'])
  await release()
  await release()
  await Promise.all(both)
  expect(told).toEqual(['tokens-set', 'cleared', 'tokens-set'])
})

test('the save of one logout does not announce the next', async () => {
  const { auth, told, hold, release } = createHeldWorld()
  await auth.setTokens(login('alice'))
  hold()
  const all = [auth.clear()]
  await flush()
  all.push(auth.setTokens(login('bob')), auth.clear())
  await release()
  expect(told).toEqual(['tokens-set', 'cleared', 'tokens-set'])
  await release()
  await release()
  await Promise.all(all)
  expect(told).toEqual(['tokens-set', 'cleared', 'tokens-set', 'cleared'])
})
