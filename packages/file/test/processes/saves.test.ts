import { readdir, readFile } from 'node:fs/promises'
import { expect, it, vi } from 'vitest'
import { createPlace, openStore } from '../place.ts'
import { record } from '../record.ts'
import { startWorker } from './start-worker.ts'

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const revisions = 100
const processes = 8

it(`${processes} processes have one winner for each of ${revisions} revisions, while a reader sees whole records only`, async () => {
  const { folder, path } = await createPlace()
  const reader = startWorker(['read', path, revisions])
  const writers = Array.from({ length: processes }, (_, index) => startWorker(['save', path, revisions, `w${index}`]))
  const outcomes = await Promise.all([reader, ...writers].map(({ ended }) => ended))
  expect(outcomes.map(({ code, output }) => (code === 0 ? 0 : output))).toEqual(outcomes.map(() => 0))
  const saved = writers.flatMap(({ lines }) => lines.map((line) => line['saved'] as number))
  expect(saved.toSorted((a, b) => a - b)).toEqual(Array.from({ length: revisions }, (_, index) => index + 1))
  expect(reader.lines).toEqual([{ revisions: expect.any(Number) as number, backwards: 0 }])
  expect((await openStore(path).load()).record?.revision).toBe(revisions)
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(['token.json', 'token.json.locks'])
})

it('processes killed in the middle of writes leave a whole file, and no lock that lasts', async () => {
  const { path } = await createPlace()
  for (let round = 1; round <= 6; round++) {
    const worker = startWorker(['crash', path])
    await worker.line('saved')
    // Each round ends at another point of a write.
    await new Promise((resolve) => setTimeout(resolve, 2 * round))
    worker.kill('SIGKILL')
    await worker.ended
    const { revision } = JSON.parse(await readFile(path, 'utf8')) as { revision: number }
    const lastSaved = Math.max(...worker.lines.map((line) => line['saved'] as number))
    // The record may be one that the process saved, but could not report any more.
    expect([lastSaved, lastSaved + 1]).toContain(revision)
    expect(await openStore(path, {}, { timeout: 60_000 }).save(record(revision + 1), revision)).toBe(true)
  }
})

// Windows has no signal that stops a process for a while.
it.runIf(process.platform !== 'win32')(
  'a process that was stopped with the lock does not replace what another process has saved since',
  async () => {
    const { path } = await createPlace()
    const stopped = startWorker(['stop', path])
    await stopped.line('stopped')
    const other = startWorker(['commit', path, 0, 'other'])
    expect(await other.line('saved')).toEqual({ saved: true })
    stopped.kill('SIGCONT')
    expect(await stopped.line('saved')).toEqual({ saved: false })
    expect((await openStore(path).load()).record?.accessToken).toBe('other')
  },
)

it('a process notices what another process saves', async () => {
  const { path } = await createPlace()
  const watcher = startWorker(['watch', path, 1])
  await watcher.line('watching')
  await startWorker(['commit', path, 0, 'other']).ended
  expect(await watcher.line('noticed')).toEqual({ noticed: 1 })
  expect((await watcher.ended).code).toBe(0)
})
