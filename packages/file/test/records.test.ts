import { chmod, lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '@everbearer/core'
import { describe, expect, it, vi } from 'vitest'
import { fileStore, type FileStoreWarning } from '../src/index.ts'
import { createPlace, openStore } from './place.ts'
import { record } from './record.ts'

const isPosix = process.platform !== 'win32'

describe('a record in a file', () => {
  it('is read by another store as it was saved', async () => {
    const { path } = await createPlace()
    const saved = record(1, { fields: { id_token: 'ü "quoted"\n' } })
    expect((await openStore(path).load()).record).toBeUndefined()
    expect(await openStore(path).save(saved, 0)).toBe(true)
    expect((await openStore(path).load()).record).toEqual(saved)
  })

  it('is replaced only if its revision is the expected one', async () => {
    const { path } = await createPlace()
    const store = openStore(path)
    expect(await store.save(record(1), 1)).toBe(false)
    expect(await store.save(record(1), 0)).toBe(true)
    expect(await store.save(record(2), 0)).toBe(false)
    expect(await store.save(record(2), 1)).toBe(true)
    expect((await store.load()).record).toEqual(record(2))
  })

  it('has one winner for each revision among stores of one process', async () => {
    const { path } = await createPlace()
    const stores = Array.from({ length: 8 }, () => openStore(path, {}, { timeout: 60_000 }))
    for (let revision = 0; revision < 5; revision++) {
      const results = await Promise.all(stores.map((store) => store.save(record(revision + 1), revision)))
      expect(results.filter(Boolean)).toHaveLength(1)
    }
  })

  it.runIf(isPosix)('is for its user alone, and so are the folders', async () => {
    const { folder } = await createPlace()
    const path = join(folder, 'new', 'deep', 'token.json')
    await openStore(path).save(record(1), 0)
    const modes = await Promise.all(
      [path, `${path}.locks`, join(folder, 'new', 'deep'), join(folder, 'new')].map(async (each) => (await lstat(each)).mode & 0o777),
    )
    expect(modes).toEqual([0o600, 0o700, 0o700, 0o700])
  })

  it('leaves nothing beside the file but an empty folder of locks', async () => {
    const { folder, path } = await createPlace()
    const store = openStore(path)
    await store.save(record(1), 0)
    await store.save(record(1), 0)
    await (await store.lease(AbortSignal.timeout(60_000)))?.release()
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['token.json', 'token.json.locks'])
  })
})

describe.runIf(isPosix)('a file that others can read', () => {
  it('gets mode 0600, with one warning', async () => {
    const { path } = await createPlace()
    await writeFile(path, JSON.stringify(record(3)))
    await chmod(path, 0o644)
    const onWarning = vi.fn<(warning: FileStoreWarning) => void>()
    const store = openStore(path, {}, { onWarning })
    expect((await store.load()).record).toEqual(record(3))
    expect((await lstat(path)).mode & 0o777).toBe(0o600)
    await chmod(path, 0o640)
    await store.load()
    expect((await lstat(path)).mode & 0o777).toBe(0o600)
    expect(onWarning.mock.calls).toEqual([[{ code: 'open-permissions', message: expect.stringContaining(path) as string }]])
  })

  it('is not used if its mode cannot be changed', async () => {
    const { path } = await createPlace()
    await writeFile(path, JSON.stringify(record(3)))
    await chmod(path, 0o644)
    const store = openStore(path, {
      async open(...args) {
        const handle = await (await import('node:fs/promises')).open(...args)
        handle.chmod = () => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' }))
        return handle
      },
    })
    await expect(store.load()).rejects.toThrow(StoreError)
    await expect(store.save(record(4), 3)).rejects.toThrow(/EPERM/)
  })
})

describe('a path that is no token file', () => {
  async function expectUntouched(path: string, message: RegExp): Promise<void> {
    const store = openStore(path)
    await expect(store.load()).rejects.toThrow(message)
    await expect(store.load()).rejects.toThrow(StoreError)
    await expect(store.save(record(1), 0)).rejects.toThrow(message)
  }

  it.each([
    ['garbage', 'secret-garbage {'],
    ['another program’s JSON', '{"name":"secret-garbage"}'],
    ['null', 'null'],
    ['nothing', ''],
    ['a large file', `{"revision":1,"pad":"${'x'.repeat(1_100_000)}"}`],
  ])('stays as it is if it has %s', async (_, content) => {
    const { path } = await createPlace()
    await writeFile(path, content, { mode: 0o600 })
    await expectUntouched(path, /is not a token file.*unchanged/)
    expect(await readFile(path, 'utf8')).toBe(content)
  })

  it('shows nothing of its content in the error', async () => {
    const { path } = await createPlace()
    await writeFile(path, 'secret-garbage {', { mode: 0o600 })
    const error = await openStore(path)
      .load()
      .catch((caught: unknown) => caught as Error)
    expect(error).toBeInstanceOf(StoreError)
    expect(`${(error as Error).message} ${String((error as Error).cause)}`).not.toContain('secret-garbage')
  })

  it('stays as it is if it is a folder', async () => {
    const { path } = await createPlace()
    await mkdir(path)
    await expectUntouched(path, /is not a file/)
    expect((await lstat(path)).isDirectory()).toBe(true)
  })

  it.runIf(isPosix)('stays as it is if it is a symbolic link', async () => {
    const { folder, path } = await createPlace()
    const target = join(folder, 'target.json')
    await writeFile(target, JSON.stringify(record(1)), { mode: 0o600 })
    await symlink(target, path)
    await expectUntouched(path, /symbolic link/)
    expect((await lstat(path)).isSymbolicLink()).toBe(true)
    expect(JSON.parse(await readFile(target, 'utf8'))).toEqual(record(1))
  })

  it('is told if a part of the path is a file', async () => {
    const { path } = await createPlace()
    await writeFile(path, 'a file')
    await expect(openStore(join(path, 'token.json')).save(record(1), 0)).rejects.toThrow(/Cannot (read|save) .*ENOTDIR.*not a folder/)
  })
})

describe('the options of a file store', () => {
  it.each([
    [{}, 'path: expected the path of a file'],
    [{ path: '' }, 'path: expected the path of a file'],
    [{ path: 'folder/' }, 'path: expected the path of a file'],
    [{ path: 'a\0b' }, 'path: expected the path of a file'],
    [{ path: 'a', leaseTime: 499 }, 'leaseTime: expected a number from 500 to 60000'],
    [{ path: 'a', pollInterval: Number.NaN }, 'pollInterval: expected a number from 100 to 3600000'],
    [{ path: 'a', timeout: 0 }, 'timeout: expected a number from 1'],
    [{ path: 'a', onWarning: 'log' }, 'onWarning: expected a function'],
    [{ path: 'a', mode: 0o644 }, 'Unknown option "mode"'],
  ])('are checked: %j', (options, message) => {
    expect(() => fileStore(options as never)).toThrow(TypeError)
    expect(() => fileStore(options as never)).toThrow(message)
  })

  it('are passed on to core', () => {
    expect(fileStore({ path: 'a', timeout: 500, leaseWait: 100, whenStoreIsAway: 'go-on' })).toMatchObject({
      timeout: 500,
      leaseWait: 100,
      whenStoreIsAway: 'go-on',
    })
    expect(fileStore({ path: 'a' })).not.toHaveProperty('leaseWait')
  })
})
