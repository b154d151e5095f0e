import { join } from 'node:path'
import type { FileSystem } from './file-system.ts'

/**
 * Age after which a candidate (the folder that a process makes to get a lock) counts as left by a killed process, ms. If the process still
 * runs and its candidate was removed, the process makes another candidate.
 */
const leftoverAge = 60_000

/**
 * Removes the candidates (folders made to get a lock) that killed processes left.
 *
 * @param locks - the names of the locks, which are not removed
 * @param now - the time by the clock of the file system, ms since 1970
 */
export async function removeLeftovers(fs: FileSystem, folder: string, locks: readonly string[], now: number): Promise<void> {
  const names = await fs.readdir(folder).catch(() => [])
  for (const name of names.filter((each) => !locks.includes(each))) {
    const path = join(folder, name)
    try {
      const { mtimeMs } = await fs.lstat(path)
      if (now - mtimeMs > leftoverAge) await fs.rm(path, { recursive: true, force: true })
    } catch {
      // Another process has removed the candidate, or has renamed it to the lock.
    }
  }
}
