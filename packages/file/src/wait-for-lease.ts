import type { Lease } from '@everbearer/core'
import { codeOf, pause } from './file-errors.ts'
import type { FileSystem } from './file-system.ts'
import { startHeartbeats } from './heartbeats.ts'
import type { Candidate, LockFolder } from './lock-folder.ts'
import { observe, type Silence } from './silence.ts'

/** The lock and the settings of a lease (the right of one process to refresh). */
export interface LeasePlace {
  readonly fs: FileSystem
  /** The folder that contains the lock. A process that waits for the lease watches this folder. */
  readonly folder: string
  readonly lock: LockFolder
  /** Time without heartbeats after which the owner of the lease counts as dead, ms. */
  readonly leaseTime: number
}

/** Maximum time between two checks of an occupied lease, ms. A change in the folder causes an earlier check. */
const lookInterval = 200

/**
 * Makes the function `lease` of a store, which waits for the lease. The time for which an owner has sent no heartbeat is counted across
 * calls of this function.
 */
export function createLeases(place: LeasePlace): (signal: AbortSignal) => Promise<Lease | undefined> {
  const { fs, lock, leaseTime } = place
  let silence: Silence | undefined

  return async (signal) => {
    let candidate: Candidate | undefined
    let lease: Lease | undefined
    try {
      while (!signal.aborted && lease === undefined) {
        candidate ??= await lock.prepare('0')
        const result = await lock.enter(candidate)
        if (result === 'occupied') {
          await waitForOwner(candidate.madeAt, signal)
          continue
        }
        if (result === 'entered') lease = await grant(candidate.owner)
        candidate = undefined
      }
    } finally {
      if (candidate !== undefined) await lock.discard(candidate)
    }
    if (!signal.aborted) return lease
    await lease?.release()
    return undefined
  }

  async function waitForOwner(now: number, signal: AbortSignal): Promise<void> {
    const seen = await lock.owner()
    if (seen === undefined) return
    silence = observe(silence, seen, performance.now(), leaseTime / 2)
    // The file system's clock made both times, so they can be compared. So a command can take over an old lease without a long wait.
    const isSilent = silence.observed >= leaseTime || now - seen.beat >= leaseTime
    if (isSilent) await lock.remove(seen.owner)
    else await nextLook(place, signal)
  }

  /** Makes the lease of an owner that has just got the lock, and starts the heartbeats. Undefined: the lock was taken over. */
  async function grant(owner: string): Promise<Lease | undefined> {
    let count = 0
    // `r+` does not create a file: the write fails if another process has taken over the lease.
    const beat = (): Promise<void> => fs.writeFile(lock.fileOf(owner), String(++count), { flag: 'r+' })
    try {
      // The file was made before the wait, so its time may be old.
      await beat()
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    }
    const lost = new AbortController()
    const stopHeartbeats = startHeartbeats(beat, leaseTime / 5, () => lost.abort())
    return {
      lost: lost.signal,
      async release() {
        await stopHeartbeats()
        await lock.remove(owner)
      },
    }
  }
}

/** Waits until the folder changes or the signal aborts, but at most for `lookInterval`. */
async function nextLook({ fs, folder }: LeasePlace, signal: AbortSignal): Promise<void> {
  const change = new AbortController()
  const wake = (): void => change.abort()
  signal.addEventListener('abort', wake, { once: true })
  let watcher: ReturnType<FileSystem['watch']> | undefined
  try {
    watcher = fs.watch(folder, { persistent: false }, wake)
    watcher.on('error', wake)
  } catch {
    // This machine has too many watches. The checks at intervals are enough.
  }
  await pause(lookInterval, signal.aborted ? signal : change.signal)
  watcher?.close()
  signal.removeEventListener('abort', wake)
}
