import { describe, expect, it } from 'vitest'
import { defineStore, encrypted, type EncryptionOptions, StoreError, type StoredToken } from '../../src/index.ts'
import { createJsonRow, type JsonRow, testKey } from '../json-row.ts'
import { stored, testStart } from '../stored.ts'
import { createWorld, token } from '../world.ts'

const options: EncryptionOptions = { keys: [{ id: 'one', key: testKey(1) }], name: 'shop' }

/** Saves records one after the other, and returns what the row had after each. */
async function write(row: JsonRow, ...records: StoredToken[]): Promise<(StoredToken | undefined)[]> {
  const store = encrypted(row.open(), options)
  const copies: (StoredToken | undefined)[] = []
  for (const record of records) {
    expect(await store.save(record, record.revision - 1)).toBe(true)
    copies.push(row.record)
  }
  return copies
}

const first = stored(1, { refreshToken: 'r1' })
const second = stored(2, { refreshToken: 'r2' })

describe('an older record in the store', () => {
  it('never reaches a process that has read a newer one: the newer one is written over it', async () => {
    const row = createJsonRow()
    const [older] = await write(row, first, second)
    const store = encrypted(row.open(), options)
    await store.load()
    row.record = older
    expect(await store.load()).toEqual(second)
    expect(await encrypted(row.open(), options).load()).toEqual(second)
  })

  it('never reaches a process that has saved a newer one', async () => {
    const row = createJsonRow()
    const store = encrypted(row.open(), options)
    await store.save(first, 0)
    const older = row.record
    await store.save(second, 1)
    row.record = older
    expect(await store.load()).toEqual(second)
    expect(row.record?.generation).toBe(2)
  })

  it('reaches a process that has just started', async () => {
    const row = createJsonRow()
    const [older] = await write(row, first, second)
    row.record = older
    expect(await encrypted(row.open(), options).load()).toEqual(first)
  })

  it('makes the store fail if the store does not take the newer one', async () => {
    const row = createJsonRow()
    const [older] = await write(row, first, second)
    let saves = 0
    const stuck = defineStore({
      load: () => row.record,
      save() {
        saves++
        return false
      },
    })
    const store = encrypted(stuck, options)
    await store.load()
    row.record = older
    await expect(store.load()).rejects.toThrow(
      new StoreError('The store gave a record that is older than a record that this process has seen, and did not take the newer one.'),
    )
    expect(saves).toBe(3)
    row.record = (await write(createJsonRow(), first, second))[1]
    expect(await store.load()).toEqual(second)
  })

  it('is replaced together with the clock of the store', async () => {
    const row = createJsonRow()
    const [older] = await write(row, first, second)
    const inner = row.open()
    const store = encrypted(
      defineStore({ load: async () => ({ record: row.record, now: 42 }), save: (next, expected) => inner.save(next, expected) }),
      options,
    )
    await store.load()
    row.record = older
    expect(await store.load()).toEqual({ record: second, now: 42 })
  })
})

describe('a record that only looks older', () => {
  it('is one that was read while a newer one was saved', async () => {
    const row = createJsonRow()
    await write(row, first)
    const inner = row.open()
    let finish = (): void => {}
    const slow = defineStore({
      async load() {
        const { record } = row
        await new Promise<void>((resolve) => (finish = resolve))
        return record
      },
      save: (next, expected) => inner.save(next, expected),
    })
    const store = encrypted(slow, options)
    const reading = store.load()
    await store.save(second, 1)
    const saved = row.record
    finish()
    expect(await reading).toEqual(first)
    expect(row.record).toEqual(saved)
    const again = Promise.resolve(store.load())
    finish()
    expect(await again).toEqual(second)
  })

  it('is the first record after a loss that this process saved itself', async () => {
    const row = createJsonRow()
    const store = encrypted(row.open(), options)
    await store.save(second, 0)
    row.record = undefined
    expect(await store.load()).toBeUndefined()
    await store.save(first, 0)
    expect(await store.load()).toEqual(first)
  })
})

describe('a coordinator on a store that lost its last writes', () => {
  const due = stored(1, { refreshToken: 'r1', issuedAt: testStart - 400_000 })

  it('goes on with its token, and other processes get that token', async () => {
    const row = createJsonRow()
    const [before] = await write(row, due)
    const presented: string[] = []
    const refresh = async (refreshToken: string): Promise<unknown> => {
      presented.push(refreshToken)
      const n = presented.length + 1
      return token(n, { refresh_token: `r${n}` })
    }
    const world = createWorld({ source: { refresh } as never, store: encrypted(row.open(), options) })
    expect((await world.request()).value).toBe('Bearer access-2')
    row.record = before
    world.auth.invalidate()
    expect((await world.request()).value).toBe('Bearer access-3')
    expect(presented).toEqual(['r1', 'r2'])
    expect(await encrypted(row.open(), options).load()).toMatchObject({ generation: 3, refreshToken: 'r3' })
    expect(world.eventsOf('store-failed')).toEqual([])
  })

  it('does not lose the response to a refresh token whose claim the store lost', async () => {
    const row = createJsonRow()
    const [before] = await write(row, due)
    const presented: string[] = []
    let respond: (response: unknown) => void = () => {}
    const refresh = (refreshToken: string): Promise<never> => {
      presented.push(refreshToken)
      return new Promise((resolve) => (respond = resolve as never))
    }
    const world = createWorld({ source: { refresh }, store: encrypted(row.open(), options) })
    const request = world.request()
    await expect.poll(() => presented).not.toEqual([])
    row.record = before
    respond(token(2, { refresh_token: 'r2' }))
    expect((await request).value).toBe('Bearer access-2')
    expect(presented).toEqual(['r1'])
    expect(await encrypted(row.open(), options).load()).toMatchObject({ generation: 2, refreshToken: 'r2' })
  })

  it('does not go back to the session before a login', async () => {
    const row = createJsonRow()
    let notify = (): void => {}
    const subscribe = (listener: () => void) => {
      notify = listener
      return () => {}
    }
    const [before] = await write(row, stored(1))
    const world = createWorld({ store: encrypted(defineStore({ ...row.open(), subscribe }), options) })
    expect((await world.request()).value).toBe('Bearer stored-1')
    await world.clock.advance(5)
    await world.auth.setTokens(token(7, { refresh_token: 'r7' }))
    row.record = before
    notify()
    // WebCrypto works beside the event loop, so that no number of turns is enough.
    await expect.poll(() => row.record?.revision).not.toBe(before?.revision)
    expect((await world.request()).value).toBe('Bearer access-7')
    expect(await encrypted(row.open(), options).load()).toMatchObject({ accessToken: 'access-7' })
    expect(world.eventsOf('session-ended').map(({ reason }) => reason)).toEqual(['replaced'])
  })
})
