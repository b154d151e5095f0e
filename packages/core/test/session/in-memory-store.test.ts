import { expect, it } from 'vitest'
import { openInMemoryStore } from '../../src/session/in-memory-store.ts'
import { stored } from '../stored.ts'

const always = (): boolean => true

it('is empty at first', async () => {
  expect(await openInMemoryStore().tryLoad()).toEqual({ fromStore: undefined })
})

it('saves a record under the next revision', async () => {
  const memory = openInMemoryStore()
  expect(await memory.save(stored(0), 0, always)).toBe('saved')
  expect(await memory.tryLoad()).toEqual({ fromStore: stored(0, { revision: 1 }) })
})

it('keeps what another writer put there first', async () => {
  const memory = openInMemoryStore()
  const saved = [memory.save(stored(0, { accessToken: 'first' }), 0, always), memory.save(stored(0, { accessToken: 'second' }), 0, always)]
  expect(await Promise.all(saved)).toEqual(['saved', 'conflict'])
  expect(await memory.tryLoad()).toMatchObject({ fromStore: { accessToken: 'first' } })
})

it('saves nothing that is not wanted any more', async () => {
  const memory = openInMemoryStore()
  expect(await memory.save(stored(0), 0, () => false)).toBe('conflict')
  expect(await memory.tryLoad()).toEqual({ fromStore: undefined })
})

it('replaces whatever is there, at once, under a generation above that', async () => {
  const memory = openInMemoryStore()
  await memory.save(stored(7, { session: 'alice' }), 0, always)
  const replaced = memory.replace('login', stored(2, { session: 'bob' }), 'alice')
  expect(await memory.save(stored(7, { session: 'alice' }), 1, always)).toBe('conflict')
  expect(await replaced).toBe('stored')
  expect(await memory.tryLoad()).toMatchObject({ fromStore: { session: 'bob', generation: 8, revision: 2 } })
})

it('takes a record that is owed if nothing else came in between', async () => {
  const memory = openInMemoryStore()
  memory.writeLater(stored(3, { accessToken: 'late' }), 0)
  memory.writeLater(stored(4, { accessToken: 'too late' }), 0)
  expect(await memory.tryLoad()).toMatchObject({ fromStore: { accessToken: 'late', revision: 1 } })
})
