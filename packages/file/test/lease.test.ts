import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createPlace, openStore } from './place.ts'

const patient = (): AbortSignal => AbortSignal.timeout(60_000)

it('is for one at a time, and goes to a waiter when it is released', async () => {
  const { path } = await createPlace()
  const first = await openStore(path).lease(patient())
  let hasSecond = false
  const second = openStore(path)
    .lease(patient())
    .then((lease) => {
      hasSecond = true
      return lease
    })
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(hasSecond).toBe(false)
  await first?.release()
  expect(await second).toBeDefined()
  expect(first?.lost.aborted).toBe(false)
})

it('ends the wait when the signal aborts, and leaves nothing behind', async () => {
  const { path } = await createPlace()
  const first = await openStore(path).lease(patient())
  const abort = new AbortController()
  const second = openStore(path).lease(abort.signal)
  await expect.poll(() => readdir(`${path}.locks`)).toHaveLength(2)
  abort.abort()
  expect(await second).toBeUndefined()
  expect(await readdir(`${path}.locks`)).toEqual(['lease'])
  await first?.release()
  expect(await readdir(`${path}.locks`)).toEqual([])
})

it('gives no lease to an aborted signal', async () => {
  const { path } = await createPlace()
  expect(await openStore(path).lease(AbortSignal.abort())).toBeUndefined()
})

it('tells its owner when it is lost', async () => {
  const { path } = await createPlace()
  const lease = await openStore(path, {}, { leaseTime: 500 }).lease(patient())
  expect(lease?.lost.aborted).toBe(false)
  await rm(join(`${path}.locks`, 'lease'), { recursive: true })
  await expect.poll(() => lease?.lost.aborted).toBe(true)
  const other = await openStore(path).lease(patient())
  await lease?.release()
  expect(await openStore(path).lease(AbortSignal.timeout(50))).toBeUndefined()
  expect(other?.lost.aborted).toBe(false)
})

it('stays with an owner that lives, longer than the lease time', async () => {
  const { path } = await createPlace()
  const lease = await openStore(path, {}, { leaseTime: 500 }).lease(patient())
  expect(await openStore(path, {}, { leaseTime: 500 }).lease(AbortSignal.timeout(1_500))).toBeUndefined()
  expect(lease?.lost.aborted).toBe(false)
})

it('of a dead owner goes to the next waiter after its time, whatever the clocks say', async () => {
  const { path } = await createPlace()
  const lock = join(`${path}.locks`, 'lease')
  await mkdir(lock, { recursive: true })
  await writeFile(join(lock, 'dead'), '1')
  const future = new Date(Date.now() + 3_600_000)
  await utimes(join(lock, 'dead'), future, future)
  const store = openStore(path, {}, { leaseTime: 500 })
  expect(await store.lease(patient())).toBeDefined()
})

it('of an owner that died long ago goes to the next process at once', async () => {
  const { path } = await createPlace()
  const lock = join(`${path}.locks`, 'lease')
  await mkdir(lock, { recursive: true })
  await writeFile(join(lock, 'dead'), '1')
  const past = new Date(Date.now() - 3_600_000)
  await utimes(join(lock, 'dead'), past, past)
  let looks = 0
  const { systemFiles } = await import('../src/file-system.ts')
  const store = openStore(path, { watch: (...args) => (looks++, systemFiles.watch(...args)) }, { leaseTime: 60_000 })
  expect(await store.lease(patient())).toBeDefined()
  expect(looks).toBe(0)
})

it('is new when it is granted, however long the wait was', async () => {
  const { path } = await createPlace()
  const locks = `${path}.locks`
  const first = await openStore(path).lease(patient())
  const second = openStore(path).lease(patient())
  await expect.poll(() => readdir(locks)).toHaveLength(2)
  const candidate = (await readdir(locks)).find((name) => name !== 'lease')!
  await expect.poll(() => readdir(join(locks, candidate))).toHaveLength(1)
  const [owner] = await readdir(join(locks, candidate))
  const past = new Date(Date.now() - 3_600_000)
  await utimes(join(locks, candidate, owner!), past, past)
  await first?.release()
  expect(await second).toBeDefined()
  expect((await stat(join(locks, 'lease', owner!))).mtimeMs).toBeGreaterThan(past.getTime() + 3_000_000)
})
