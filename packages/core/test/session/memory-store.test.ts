import { expect, it } from 'vitest'
import { memoryStore } from '../../src/session/define-store.ts'
import type { StoredToken } from '../../src/token/stored-token.ts'
import { stored } from '../stored.ts'

function token(revision: number, accessToken = `a${revision}`): StoredToken {
  return stored(revision, { accessToken })
}

it('is empty at first, or holds what it was given', async () => {
  expect(await memoryStore().load()).toBeUndefined()
  expect(await memoryStore(token(3)).load()).toEqual(token(3))
})

it('takes a first token where nothing was expected', async () => {
  const store = memoryStore()
  expect(await store.save(token(1), 0)).toBe(true)
  expect(await store.load()).toEqual(token(1))
})

it('refuses a writer who expects another revision, and changes nothing', async () => {
  const store = memoryStore(token(2))
  for (const expected of [0, 1, 3, NaN]) expect(await store.save(token(9), expected)).toBe(false)
  expect(await store.load()).toEqual(token(2))
})

it('refuses a writer who expects a token where there is none', async () => {
  const store = memoryStore()
  expect(await store.save(token(2), 1)).toBe(false)
  expect(await store.load()).toBeUndefined()
})

it('lets one of two writers win who expect the same', async () => {
  const store = memoryStore(token(1))
  expect([await store.save(token(2, 'first'), 1), await store.save(token(2, 'second'), 1)]).toEqual([true, false])
  expect(await store.load()).toEqual(token(2, 'first'))
})

it('replaces a token by one of the same generation, as when its refresh token is claimed', async () => {
  const store = memoryStore(token(1))
  const claimed = { ...token(2), generation: 1, claim: { owner: 'me', attempt: 1, at: 0, until: 30_000 } }
  expect(await store.save(claimed, 1)).toBe(true)
  expect(await store.save(claimed, 1)).toBe(false)
  expect(await store.load()).toEqual(claimed)
})

it('shares nothing with another store', async () => {
  const [one, other] = [memoryStore(), memoryStore()]
  await one.save(token(1), 0)
  expect(await other.load()).toBeUndefined()
})
