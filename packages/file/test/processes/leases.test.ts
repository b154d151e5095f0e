import { expect, it, vi } from 'vitest'
import { createPlace, openStore } from '../place.ts'
import { startWorker } from './start-worker.ts'

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

it('the lease is for one process at a time', async () => {
  const { folder, path } = await createPlace()
  const workers = Array.from({ length: 4 }, () => startWorker(['lease', path, 5, folder]))
  const outcomes = await Promise.all(workers.map(({ ended }) => ended))
  expect(outcomes.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual([0, 0, 0, 0])
  expect(workers.flatMap(({ lines }) => lines)).toEqual(Array.from({ length: 20 }, () => ({ lease: 'exclusive' })))
})

it('the lease of a killed process goes to the next one', async () => {
  const { path } = await createPlace()
  const owner = startWorker(['hold', path])
  await owner.line('lease')
  owner.kill('SIGKILL')
  await owner.ended
  expect(await openStore(path, {}, { leaseTime: 500 }).lease(AbortSignal.timeout(60_000))).toBeDefined()
})

/** Windows has no signal that stops a process for a while. */
const canStop = process.platform !== 'win32'

it.runIf(canStop)('a process that was stopped learns that its lease is lost', async () => {
  const { path } = await createPlace()
  const owner = startWorker(['hold', path])
  await owner.line('lease')
  owner.kill('SIGSTOP')
  const lease = await openStore(path, {}, { leaseTime: 500 }).lease(AbortSignal.timeout(60_000))
  expect(lease).toBeDefined()
  owner.kill('SIGCONT')
  expect(await owner.line('lost')).toEqual({ lost: true })
  expect(lease?.lost.aborted).toBe(false)
})
