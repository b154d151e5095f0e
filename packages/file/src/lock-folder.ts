import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { codeOf, isOpenElsewhere, retryWhileBusy } from './file-errors.ts'
import type { FileSystem } from './file-system.ts'
import type { Heartbeat } from './silence.ts'

/** A folder with one file, both named by the owner's id. The owner renames the folder to the lock's path, to get the lock. */
export interface Candidate {
  readonly owner: string
  readonly folder: string
  /** The time when the file in the folder was made, by the clock of the file system, ms since 1970. */
  readonly madeAt: number
}

/**
 * A lock is a folder at a fixed path. The owner's folder, with the owner's file in it, is renamed to that path. The rename fails while the
 * folder at that path has a file. An empty folder is a free lock.
 *
 * A process that takes over a lock removes only the file of the silent owner (an owner without heartbeats). So a takeover never removes the
 * lock of another owner. An owner that runs again later finds that its file is gone.
 */
export interface LockFolder {
  /** Makes a candidate (a folder for `enter`). Its file gets mode 0600, and is on the disk when the promise resolves. */
  prepare(content: string): Promise<Candidate>
  /** Tries to get the lock. `entered`: success. `occupied`: another owner has the lock. `gone`: the candidate was removed. */
  enter(candidate: Candidate): Promise<'entered' | 'occupied' | 'gone'>
  /** Returns the owner of the lock and the owner's last heartbeat; undefined: the lock is free. */
  owner(): Promise<Heartbeat | undefined>
  /** Ends the lock of this owner. Does nothing if another owner has the lock. */
  remove(owner: string): Promise<void>
  /** Removes a candidate that did not get the lock. */
  discard(candidate: Candidate): Promise<void>
  /** Returns the path of an owner's file inside the lock. The file is there only while that owner has the lock. */
  fileOf(owner: string): string
}

/**
 * Makes the functions for one lock.
 *
 * @param folder - the folder that contains the locks of one token file
 * @param name - the name of this lock in the folder
 */
export function createLockFolder(fs: FileSystem, folder: string, name: string): LockFolder {
  const lock = join(folder, name)
  const fileOf = (id: string): string => join(lock, id)

  return { prepare, enter, owner, remove, discard, fileOf }

  async function prepare(content: string): Promise<Candidate> {
    const id = randomUUID()
    const own = join(folder, id)
    await fs.mkdir(folder, { recursive: true, mode: 0o700 })
    await fs.mkdir(own, { mode: 0o700 })
    const handle = await fs.open(join(own, id), 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
      return { owner: id, folder: own, madeAt: (await handle.stat()).mtimeMs }
    } finally {
      await handle.close()
    }
  }

  async function enter(candidate: Candidate): Promise<'entered' | 'occupied' | 'gone'> {
    try {
      await fs.rename(candidate.folder, lock)
      return 'entered'
    } catch (error) {
      const code = codeOf(error)
      if (code === 'ENOENT') return 'gone'
      // Windows cannot rename a folder to the path of an existing folder, even if that folder is empty.
      if (isOpenElsewhere(fs.platform, error)) await removeIfEmpty()
      else if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
      return 'occupied'
    }
  }

  async function owner(): Promise<Heartbeat | undefined> {
    try {
      const [id] = await fs.readdir(lock)
      return id === undefined ? undefined : { owner: id, beat: (await fs.lstat(fileOf(id))).mtimeMs }
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
  }

  async function remove(id: string): Promise<void> {
    try {
      await retryWhileBusy(fs.platform, () => fs.unlink(fileOf(id)))
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
    }
    await removeIfEmpty()
  }

  /** Removes the lock's folder if the folder is empty. Otherwise the folder is the lock of another owner, and stays. */
  async function removeIfEmpty(): Promise<void> {
    await fs.rmdir(lock).catch(() => {})
  }

  async function discard(candidate: Candidate): Promise<void> {
    await fs.rm(candidate.folder, { recursive: true, force: true }).catch(() => {})
  }
}
