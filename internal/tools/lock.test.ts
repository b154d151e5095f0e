import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withLock } from './lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everbearer-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('a lock', () => {
  it('lets one in at a time, and the next where one has failed', async () => {
    let inside = 0
    let most = 0
    const visit = async (index: number): Promise<number> => {
      inside += 1
      most = Math.max(most, inside)
      await Promise.resolve()
      inside -= 1
      if (index === 0) throw new Error('in vain')
      return index
    }
    const visits = await Promise.allSettled([0, 1, 2, 3].map((index) => withLock(join(folder, 'lock'), () => visit(index))))
    expect(visits.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
    expect(most).toBe(1)
  })

  it('is taken over from a process that is dead', async () => {
    const lock = join(folder, 'lock')
    await mkdir(lock)
    // Above the largest id that Linux gives.
    await writeFile(join(lock, 'pid'), '4194305')
    expect(await withLock(lock, async () => 'in')).toBe('in')
  })
})
