import { dirname } from 'node:path'
import { StoreError, type StoredToken } from '@everbearer/core'
import { codeOf, isOpenElsewhere, pause, storeErrorOf } from './file-errors.ts'
import type { FileSystem } from './file-system.ts'
import { startHeartbeats } from './heartbeats.ts'
import type { Candidate, LockFolder } from './lock-folder.ts'
import { observe, type Silence } from './silence.ts'

/** The file to write, its lock, and the settings of the save. */
export interface GuardedFile {
  readonly fs: FileSystem
  readonly path: string
  readonly lock: LockFolder
  /** Resolves to the revision (number of the last save) of the record in the file; 0: there is no file. */
  readonly revision: () => Promise<number>
  /** Time without heartbeats after which a writer counts as dead, ms. */
  readonly silence: number
  /** Time limit of a save, ms: for the wait for the lock, and for repeated attempts to rename the new file. */
  readonly timeout: number
  /** Called with the path of the new file, just before the new file is renamed to `path`. */
  readonly onCommit: (file: string) => void
  /** Called with each candidate (folder that is renamed to the lock) that a save makes. */
  readonly onPrepared: (candidate: Candidate) => void
}

/**
 * Replaces the record if its revision (number of its last save) is `expected`.
 *
 * The new file is written into the writer's own lock folder. One rename moves the file from the lock to its path, and so frees the lock. If
 * the writer loses the lock, the new file is removed, too, so a late rename fails.
 *
 * @returns false: the record has another revision
 * @throws {StoreError} the file system failed, or the lock stayed occupied
 */
export async function saveRecord(next: StoredToken, expected: number, file: GuardedFile): Promise<boolean> {
  const { fs, path, lock, timeout } = file
  const start = performance.now()
  const text = textOf(next)
  let candidate: Candidate | undefined
  let silence: Silence | undefined
  try {
    while ((await file.revision()) === expected) {
      if (performance.now() - start > timeout) throw new StoreError(`Cannot save ${path}: other processes had its lock for ${timeout} ms.`)
      if (candidate === undefined) {
        candidate = await lock.prepare(text)
        file.onPrepared(candidate)
      }
      const result = await lock.enter(candidate)
      if (result === 'entered') {
        const { owner } = candidate
        candidate = undefined
        const outcome = await commit(owner, expected, start + timeout, file)
        if (outcome === 'saved') await syncFolder(fs, dirname(path))
        if (outcome !== 'lost') return outcome === 'saved'
      } else if (result === 'gone') candidate = undefined
      else silence = await waitForLock(silence, file)
    }
    return false
  } catch (error) {
    throw storeErrorOf(error, 'save', path)
  } finally {
    if (candidate !== undefined) await lock.discard(candidate)
  }
}

/** Returns the record as JSON. The error of `JSON.stringify` is dropped, as its message may quote names of fields. */
function textOf(record: StoredToken): string {
  try {
    return JSON.stringify(record)
  } catch {
    throw new StoreError('Cannot save the record: a field cannot be written as JSON.')
  }
}

/**
 * Puts the new file in place while the lock is held. `conflict`: the record has another revision than `expected`. `lost`: another process
 * has taken over the lock. In both cases, nothing was saved.
 */
async function commit(owner: string, expected: number, end: number, file: GuardedFile): Promise<'saved' | 'conflict' | 'lost'> {
  const { lock } = file
  const own = lock.fileOf(owner)
  const stopHeartbeats = startHeartbeats(
    () => beat(own, file),
    file.silence / 5,
    () => {},
  )
  try {
    if ((await file.revision()) !== expected) return 'conflict'
    await stopHeartbeats()
    await putInPlace(own, end, file)
    return 'saved'
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'lost'
    throw error
  } finally {
    await stopHeartbeats()
    // If this fails, other processes take over the lock after the silence.
    await lock.remove(owner).catch(() => {})
  }
}

async function beat(own: string, { fs }: GuardedFile): Promise<void> {
  const now = new Date()
  await fs.utimes(own, now, now)
}

/** Minimum number of attempts of a rename, even if the wait for the lock took the whole time limit of the save. */
const fewestTries = 7

/**
 * Renames the new file to its path. On Windows, the rename fails while a reader has the file open. With many readers, the file is closed
 * only for moments, so the rename is repeated at short, random intervals. Each repetition also sends a heartbeat.
 *
 * @param end - the time until which the rename is repeated, ms on the monotonic clock
 */
async function putInPlace(own: string, end: number, file: GuardedFile): Promise<void> {
  const { fs, path, onCommit } = file
  for (let tries = 1; ; tries++) {
    onCommit(own)
    try {
      return await fs.rename(own, path)
    } catch (error) {
      const isOver = performance.now() > end && tries >= fewestTries
      if (!isOpenElsewhere(fs.platform, error) || isOver) throw error
    }
    await pause(Math.random() * 8)
    await beat(own, file)
  }
}

/** Waits a moment for the lock. If the owner has sent no heartbeat for the time `silence`, ends the owner's lock instead. */
async function waitForLock(before: Silence | undefined, { lock, silence }: GuardedFile): Promise<Silence | undefined> {
  const seen = await lock.owner()
  if (seen === undefined) return undefined
  const now = observe(before, seen, performance.now(), silence / 4)
  if (now.observed >= silence) await lock.remove(seen.owner)
  else await pause(2 + Math.random() * 10)
  return now
}

/** Writes the rename to the disk, so that a power cut cannot undo it. Windows and some file systems cannot do that for folders. */
async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // The record was saved anyway.
  }
}
