import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { systemFiles } from '../src/file-system.ts'
import { createPlace, openStore } from './place.ts'
import { record } from './record.ts'

/** A store whose save stops just before its new file is put in place. */
function openPausedStore(path: string): { store: ReturnType<typeof openStore>; reached: Promise<void>; wake: () => void } {
  const reached = Promise.withResolvers<void>()
  const woken = Promise.withResolvers<void>()
  let isFirst = true
  const store = openStore(path, {
    async rename(from, to) {
      if (to === path && isFirst) {
        isFirst = false
        reached.resolve()
        await woken.promise
      }
      return systemFiles.rename(from, to)
    },
  })
  return { store, reached: reached.promise, wake: woken.resolve }
}

it('does not let a writer that wakes too late replace the record of another writer', async () => {
  const { path } = await createPlace()
  const paused = openPausedStore(path)
  const late = paused.store.save(record(1, { accessToken: 'late' }), 0)
  await paused.reached
  const other = openStore(path, {}, { timeout: 60_000 })
  expect(await other.save(record(1, { accessToken: 'other' }), 0)).toBe(true)
  expect(await other.save(record(2, { accessToken: 'other' }), 1)).toBe(true)
  paused.wake()
  expect(await late).toBe(false)
  expect((await other.load()).record).toMatchObject({ revision: 2, accessToken: 'other' })
})

it('lets a writer save again if its lock was taken over, but the record has not changed', async () => {
  const { path } = await createPlace()
  const paused = openPausedStore(path)
  const late = paused.store.save(record(1, { accessToken: 'late' }), 0)
  await paused.reached
  await rm(`${path}.locks`, { recursive: true })
  paused.wake()
  expect(await late).toBe(true)
  expect((await paused.store.load()).record).toMatchObject({ accessToken: 'late' })
})

it('lets a writer wait while the owner of the lock shows signs of life', async () => {
  const { path } = await createPlace()
  const locks = `${path}.locks`
  await mkdir(join(locks, 'write'), { recursive: true })
  await writeFile(join(locks, 'write', 'owner'), '')
  let looks = 0
  const store = openStore(
    path,
    {
      // Each look sees another heartbeat.
      async readdir(folder) {
        const names = await systemFiles.readdir(folder)
        const now = new Date(++looks * 1000)
        if (names.includes('owner')) await utimes(join(folder, 'owner'), now, now)
        return names
      },
    },
    { timeout: 1_000 },
  )
  await expect(store.save(record(1), 0)).rejects.toThrow('other processes had its lock for 1000 ms')
  expect(looks).toBeGreaterThan(10)
  expect(await readdir(locks, { recursive: true })).toEqual(['write', join('write', 'owner')])
})

it('takes an empty lock at once', async () => {
  const { path } = await createPlace()
  await mkdir(join(`${path}.locks`, 'write'), { recursive: true })
  let looks = 0
  const store = openStore(path, { readdir: (folder) => (looks++, systemFiles.readdir(folder)) })
  expect(await store.save(record(1), 0)).toBe(true)
  // The only folder that was read is the one with leftovers. Windows renames onto no folder, so the store looks for the lock's owner, too.
  expect(looks).toBe(process.platform === 'win32' ? 2 : 1)
})

it('removes what killed writers have left over, and nothing young', async () => {
  const { path } = await createPlace()
  const locks = `${path}.locks`
  await mkdir(join(locks, 'old'), { recursive: true })
  await writeFile(join(locks, 'old', 'old'), 'secret')
  await mkdir(join(locks, 'young'))
  const longAgo = new Date(Date.now() - 3_600_000)
  await utimes(join(locks, 'old'), longAgo, longAgo)
  await openStore(path).save(record(1), 0)
  await expect.poll(() => readdir(locks)).toEqual(['young'])
})

it('writes the new file before the old one is replaced, so that a failed write changes nothing', async () => {
  const { path } = await createPlace()
  await openStore(path).save(record(1), 0)
  const before = await readFile(path, 'utf8')
  const full = openStore(path, {
    async open(file, flags, mode) {
      const handle = await systemFiles.open(file, flags, mode)
      if (flags === 'wx') handle.writeFile = () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
      return handle
    },
  })
  await expect(full.save(record(2), 1)).rejects.toThrow(/ENOSPC\. The disk is full/)
  expect(await readFile(path, 'utf8')).toBe(before)
})
