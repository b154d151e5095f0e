import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { systemFiles } from '../src/file-system.ts'
import { createPlace, fileError, openStore } from './place.ts'
import { record } from './record.ts'

it('notices a save of another store, and none of its own', async () => {
  const { path } = await createPlace()
  const [own, other] = [openStore(path), openStore(path)]
  const listener = vi.fn<() => void>()
  const unsubscribe = own.subscribe(listener)
  const seenByOther = vi.fn<() => void>()
  const stop = other.subscribe(seenByOther)
  await own.save(record(1), 0)
  await expect.poll(() => seenByOther.mock.calls.length).toBe(1)
  expect(listener).not.toHaveBeenCalled()
  await other.save(record(2), 1)
  await expect.poll(() => listener.mock.calls.length).toBe(1)
  expect(seenByOther).toHaveBeenCalledOnce()
  unsubscribe()
  stop()
  await other.save(record(3), 2)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(listener).toHaveBeenCalledOnce()
})

it('notices a file in a folder that does not exist yet', async () => {
  const { folder } = await createPlace()
  const path = join(folder, 'later', 'token.json')
  const listener = vi.fn<() => void>()
  const unsubscribe = openStore(path).subscribe(listener)
  await openStore(path).save(record(1), 0)
  await expect.poll(() => listener.mock.calls.length).toBe(1)
  unsubscribe()
})

it('notices by the poll alone where the platform gives no watch', async () => {
  const { path } = await createPlace()
  const listener = vi.fn<() => void>()
  const watch = vi.fn<() => never>(() => {
    throw fileError('ENOSPC')
  })
  const unsubscribe = openStore(path, { watch }, { pollInterval: 100 }).subscribe(listener)
  await openStore(path).save(record(1), 0)
  await expect.poll(() => listener.mock.calls.length).toBe(1)
  expect(watch.mock.calls.length).toBeGreaterThan(1)
  unsubscribe()
})

it('survives a listener that throws', async () => {
  const { path } = await createPlace()
  const listener = vi.fn<() => void>(() => {
    throw new Error('the listener failed')
  })
  let report: (type: string, name: string | null) => void = () => {}
  const store = openStore(path, {
    watch(folder, options, onChange) {
      report = onChange
      return systemFiles.watch(folder, options, () => {})
    },
  })
  const unsubscribe = store.subscribe(listener)
  await openStore(path).save(record(1), 0)
  expect(() => report('rename', 'token.json')).not.toThrow()
  expect(listener).toHaveBeenCalledOnce()
  unsubscribe()
})

it('notices a file that was removed', async () => {
  const { path } = await createPlace()
  await openStore(path).save(record(1), 0)
  const listener = vi.fn<() => void>()
  const unsubscribe = openStore(path).subscribe(listener)
  await rm(path)
  await expect.poll(() => listener.mock.calls.length).toBe(1)
  unsubscribe()
})
