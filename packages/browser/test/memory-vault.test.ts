import { expect, onTestFinished, test, vi } from 'vitest'
import { createMemoryVault } from '../src/memory-vault.ts'
import { recordOf } from './records.ts'

const nobody = async (): Promise<undefined> => undefined

test('keeps tokens and fields out of the database', async () => {
  const vault = createMemoryVault(nobody)
  const { entry } = await vault.close(recordOf(1, { refreshToken: 'secret-refresh', fields: { id_token: 'secret-id' } }))
  expect(JSON.stringify(entry)).not.toMatch(/secret|access-1/)
  expect(entry.record).toMatchObject({ revision: 1, generation: 1, accessToken: '' })
})

test('gives the whole record back in the page that saved it', async () => {
  const vault = createMemoryVault(nobody)
  const record = recordOf(1, { refreshToken: 'refresh-1' })
  const { entry, keep } = await vault.close(record)
  keep()
  expect(await vault.open(entry)).toEqual(record)
})

test('keeps the tokens of before if the save fails', async () => {
  const vault = createMemoryVault(nobody)
  const first = await vault.close(recordOf(1))
  first.keep()
  await vault.close(recordOf(2))
  expect(await vault.open(first.entry)).toEqual(recordOf(1))
})

test('hands the access token to another page, and no refresh token', async () => {
  const saver = createMemoryVault(nobody)
  const { entry, keep } = await saver.close(recordOf(1, { refreshToken: 'secret-refresh' }))
  keep()
  const reply = saver.reply(entry.token!)
  expect(JSON.stringify(reply)).not.toContain('secret')
  const other = createMemoryVault(async (id) => saver.reply(id))
  expect(await other.open(entry)).toEqual(recordOf(1))
  expect(other.reply(entry.token!)).toEqual(reply)
})

test('asks once for each token', async () => {
  const saver = createMemoryVault(nobody)
  const { entry, keep } = await saver.close(recordOf(1))
  keep()
  const ask = vi.fn<(id: string) => Promise<unknown>>(async (id) => saver.reply(id))
  const other = createMemoryVault(ask)
  await other.open(entry)
  await other.open(entry)
  expect(ask).toHaveBeenCalledOnce()
})

test('has a record without an access token if nobody replies', async () => {
  const { entry } = await createMemoryVault(nobody).close(recordOf(1))
  expect(await createMemoryVault(nobody).open(entry)).toEqual(recordOf(1, { accessToken: '', fields: {} }))
})

test('adds no token of an older entry if nobody replies', async () => {
  const vault = createMemoryVault(nobody)
  const older = await vault.close(recordOf(1))
  older.keep()
  const { entry } = await createMemoryVault(nobody).close(recordOf(2))
  expect(await vault.open(entry)).toEqual(recordOf(2, { accessToken: '', fields: {} }))
})

test('keeps the id of a token whose claim changes, and gives another token another id', async () => {
  const vault = createMemoryVault(nobody)
  const first = await vault.close(recordOf(1, { refreshToken: 'refresh-1' }))
  first.keep()
  const claim = { owner: 'a', attempt: 1, at: 1, until: 2 }
  const claimed = await vault.close(recordOf(2, { accessToken: 'access-1', refreshToken: 'refresh-1', claim }))
  const rotated = await vault.close(recordOf(2, { accessToken: 'access-1', refreshToken: 'refresh-2' }))
  expect(claimed.entry.token).toBe(first.entry.token)
  expect(rotated.entry.token).not.toBe(first.entry.token)
})

test('forgets the tokens at a logout', async () => {
  const vault = createMemoryVault(nobody)
  const { entry, keep } = await vault.close(recordOf(1))
  keep()
  const end = await vault.close(recordOf(2, { accessToken: '', loggedOut: true, fields: {} }))
  end.keep()
  expect(end.entry.token).toBeUndefined()
  expect(vault.reply(entry.token!)).toBeUndefined()
})

test('keeps a record that the caller changes later', async () => {
  const vault = createMemoryVault(nobody)
  const record = recordOf(1)
  const { entry, keep } = await vault.close(record)
  keep()
  Object.assign(record.fields, { note: 'changed' })
  Object.assign((await vault.open(entry)).fields, { note: 'changed' })
  expect(await vault.open(entry)).toEqual(recordOf(1))
})

test('asks nobody for a token that has expired', async () => {
  const { entry } = await createMemoryVault(nobody).close(recordOf(1, { issuedAt: Date.now() - 2_000, lifetime: 1_000 }))
  const ask = vi.fn<() => Promise<unknown>>().mockResolvedValue({ accessToken: 'access-1', fields: {} })
  expect((await createMemoryVault(ask).open(entry)).accessToken).toBe('')
  expect(ask).not.toHaveBeenCalled()
})

test('asks again a second after nobody has replied', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { entry } = await createMemoryVault(nobody).close(recordOf(1))
  const ask = vi.fn<() => Promise<unknown>>().mockResolvedValue(undefined)
  const vault = createMemoryVault(ask)
  await vault.open(entry)
  vi.advanceTimersByTime(999)
  await vault.open(entry)
  expect(ask).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1)
  await vault.open(entry)
  expect(ask).toHaveBeenCalledTimes(2)
})

test('asks for a newer token at once, though nobody has replied about the one before', async () => {
  const left = await createMemoryVault(nobody).close(recordOf(1))
  const saver = createMemoryVault(nobody)
  const ask = vi.fn<(id: string) => Promise<unknown>>(async (id) => saver.reply(id))
  const other = createMemoryVault(ask)
  expect((await other.open(left.entry)).accessToken).toBe('')
  const { entry, keep } = await saver.close(recordOf(2))
  keep()
  expect(await other.open(entry)).toEqual(recordOf(2))
})
