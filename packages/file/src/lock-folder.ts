import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { codeOf, isOpenElsewhere, retryWhileBusy } from './file-errors.ts'
import type { FileSystem } from './file-system.ts'
import type { Heartbeat } from './silence.ts'

/** A folder with one file in it, which is ready to become the lock. Folder and file have the name of the owner. */
export interface Candidate {
  readonly owner: string
  readonly folder: string
  /** When the file was made, by the clock of the file system, ms since 1970. */
  readonly madeAt: number
}

/**
 * A lock is a folder at a fixed path. A rename puts the owner's folder there, with the owner's file in it: it fails while the folder there
 * has a file. An empty folder is a free lock.
 *
 * Whoever takes a lock over removes the file of the silent owner by its name, and no other file. So a takeover never hits another owner,
 * and an owner that wakes finds that its file is gone.
 */
export interface LockFolder {
  /** Makes what `enter` needs. The file gets mode 0600 and is on the disk when this resolves. */
  prepare(content: string): Promise<Candidate>
  /** `occupied`: another owner has the lock. `gone`: the candidate was removed, for example as a leftover. */
  enter(candidate: Candidate): Promise<'entered' | 'occupied' | 'gone'>
  /** The owner of the lock and its last heartbeat; undefined: the lock is free. */
  owner(): Promise<Heartbeat | undefined>
  /** Ends the lock of this owner. Does nothing if another owner has the lock. */
  remove(owner: string): Promise<void>
  /** Removes a candidate that did not enter. */
  discard(candidate: Candidate): Promise<void>
  /** Returns the path of an owner's file inside the lock. The file is there only while that owner has the lock. */
  fileOf(owner: string): string
}

/**
 * @param folder - the folder with all locks of one token file
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
      // Windows renames onto no folder, not even an empty one.
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

  /** Fails if the folder has a file: then it is the lock of another owner. */
  async function removeIfEmpty(): Promise<void> {
    await fs.rmdir(lock).catch(() => {})
  }

  async function discard(candidate: Candidate): Promise<void> {
    await fs.rm(candidate.folder, { recursive: true, force: true }).catch(() => {})
  }
}
