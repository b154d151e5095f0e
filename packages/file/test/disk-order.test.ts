import { expect, it, vi } from 'vitest'
import { systemFiles } from '../src/file-system.ts'
import { createPlace, fileError, openStore } from './place.ts'
import { record } from './record.ts'

it('puts the new file on the disk before the rename, and the folder behind it', async () => {
  const { folder, path } = await createPlace()
  const steps: string[] = []
  const store = openStore(path, {
    async open(file, flags, mode) {
      const handle = await systemFiles.open(file, flags, mode)
      const sync = handle.sync.bind(handle)
      handle.sync = async () => {
        await sync()
        steps.push(file === folder ? 'sync of the folder' : 'sync of the file')
      }
      return handle
    },
    async rename(from, to) {
      await systemFiles.rename(from, to)
      steps.push(to === path ? 'rename to the path' : 'rename to the lock')
    },
  })
  await store.save(record(1), 0)
  // Windows has no sync of folders.
  const last = process.platform === 'win32' ? [] : ['sync of the folder']
  expect(steps).toEqual(['sync of the file', 'rename to the lock', 'rename to the path', ...last])
})

it('reports a rename that fails as a failure, and frees the lock', async () => {
  const { path } = await createPlace()
  let isBroken = true
  const store = openStore(path, {
    rename: (from, to) => (isBroken && to === path ? Promise.reject(fileError('EBUSY')) : systemFiles.rename(from, to)),
  })
  await expect(store.save(record(1), 0)).rejects.toThrow(/EBUSY.*mount its folder instead/)
  isBroken = false
  expect(await store.save(record(1), 0)).toBe(true)
})

it.each(['EPERM', 'EACCES', 'EBUSY'])('repeats on Windows what fails with %s while another program has the file open', async (code) => {
  const { path } = await createPlace()
  const failed = { open: 0, rename: 0, unlink: 0 }
  const busy = <T>(name: keyof typeof failed, call: () => Promise<T>): Promise<T> =>
    failed[name]++ < 2 ? Promise.reject(fileError(code)) : call()
  await openStore(path).save(record(1), 0)
  const store = openStore(path, {
    platform: 'win32',
    open: (file, flags, mode) =>
      file === path ? busy('open', () => systemFiles.open(file, flags, mode)) : systemFiles.open(file, flags, mode),
    rename: (from, to) => (to === path ? busy('rename', () => systemFiles.rename(from, to)) : systemFiles.rename(from, to)),
    unlink: (file) => busy('unlink', () => systemFiles.unlink(file)),
  })
  expect(await store.save(record(2), 1)).toBe(true)
  await (await store.lease(AbortSignal.timeout(60_000)))?.release()
  expect((await store.load()).record).toEqual(record(2))
  expect(Object.values(failed).every((count) => count > 2)).toBe(true)
})

it('takes a lock on Windows, which renames onto no folder', async () => {
  const { path } = await createPlace()
  const store = openStore(path, {
    platform: 'win32',
    async rename(from, to) {
      const entry = await systemFiles.lstat(to as string).catch(() => undefined)
      if (entry?.isDirectory()) throw fileError('EPERM')
      return systemFiles.rename(from, to)
    },
  })
  await systemFiles.mkdir(`${path}.locks/write`, { recursive: true })
  expect(await store.save(record(1), 0)).toBe(true)
  const first = await store.lease(AbortSignal.timeout(60_000))
  expect(await store.lease(AbortSignal.timeout(50))).toBeUndefined()
  await first?.release()
  expect(await store.lease(AbortSignal.timeout(60_000))).toBeDefined()
})

it('gives up on Windows after several tries if the file stays open, and elsewhere at once', async () => {
  const { path } = await createPlace()
  const tries = { win32: 0, linux: 0 }
  for (const platform of ['win32', 'linux'] as const) {
    const store = openStore(path, {
      platform,
      rename(from, to) {
        if (to !== path) return systemFiles.rename(from, to)
        tries[platform]++
        // The wait for the lock may take all the time of a save.
        vi.spyOn(performance, 'now').mockReturnValue(Infinity)
        return Promise.reject(fileError('EPERM'))
      },
    })
    await expect(store.save(record(1), 0)).rejects.toThrow(/EPERM.*another program may have the file open/)
    vi.restoreAllMocks()
  }
  expect(tries).toEqual({ win32: 7, linux: 1 })
})

it('keeps its lock on Windows while readers have the file open for longer than a silence', async () => {
  const { path } = await createPlace()
  const isOpen = Promise.withResolvers<void>()
  let areReadersThere = true
  const busy = openStore(
    path,
    {
      platform: 'win32',
      rename(from, to) {
        if (to !== path || !areReadersThere) return systemFiles.rename(from, to)
        isOpen.resolve()
        return Promise.reject(fileError('EPERM'))
      },
    },
    { timeout: 60_000 },
  )
  const first = busy.save(record(1, { accessToken: 'first' }), 0)
  await isOpen.promise
  // The other writer gives up after more than the silence that makes a writer count as dead.
  await expect(openStore(path, {}, { timeout: 900 }).save(record(1, { accessToken: 'other' }), 0)).rejects.toThrow('had its lock')
  areReadersThere = false
  expect(await first).toBe(true)
  expect((await busy.load()).record).toMatchObject({ accessToken: 'first' })
})

it('does not read modes on Windows', async () => {
  const { path } = await createPlace()
  await systemFiles.writeFile(path, JSON.stringify(record(1)), { mode: 0o666 })
  const warnings: unknown[] = []
  const store = openStore(path, { platform: 'win32' }, { onWarning: (warning) => warnings.push(warning) })
  expect((await store.load()).record).toEqual(record(1))
  expect(warnings).toEqual([])
})
