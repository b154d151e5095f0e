import { join } from 'node:path'
import type { FileSystem } from './file-system.ts'

/** Age from which a candidate counts as left over by a process that was killed, ms. Its owner makes another candidate, should it still live. */
const leftoverAge = 60_000

/**
 * Removes the candidates of killed processes.
 *
 * @param locks - the names of the locks, which stay
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
      // Another process has removed it, or has moved it into the lock.
    }
  }
}
