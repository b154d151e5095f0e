import type { Lease } from '@everbearer/core'
import { codeOf, pause } from './file-errors.ts'
import type { FileSystem } from './file-system.ts'
import { startHeartbeats } from './heartbeats.ts'
import type { Candidate, LockFolder } from './lock-folder.ts'
import { observe, type Silence } from './silence.ts'

/** What a lease is made of. */
export interface LeasePlace {
  readonly fs: FileSystem
  /** The folder of the lock, for the watch. */
  readonly folder: string
  readonly lock: LockFolder
  /** Silence after which the owner of the lease counts as dead, ms. */
  readonly leaseTime: number
}

/** Time between two looks at an occupied lease, ms. */
const lookInterval = 200

/** Makes the function `lease` of a store. What it has seen of a silent owner counts in its next call, too. */
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
    // The file system's clock wrote both times. So a command need not watch the lease of an interrupted command for the whole time.
    const isSilent = silence.observed >= leaseTime || now - seen.beat >= leaseTime
    if (isSilent) await lock.remove(seen.owner)
    else await nextLook(place, signal)
  }

  /** @returns undefined: another process has taken the lease over already */
  async function grant(owner: string): Promise<Lease | undefined> {
    let count = 0
    // `r+` makes no file: the write fails if another process has taken the lease over.
    const beat = (): Promise<void> => fs.writeFile(lock.fileOf(owner), String(++count), { flag: 'r+' })
    try {
      // The file may be as old as the wait was long.
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

/** Waits until the folder changes, for a short time at most. */
async function nextLook({ fs, folder }: LeasePlace, signal: AbortSignal): Promise<void> {
  const change = new AbortController()
  const wake = (): void => change.abort()
  signal.addEventListener('abort', wake, { once: true })
  let watcher: ReturnType<FileSystem['watch']> | undefined
  try {
    watcher = fs.watch(folder, { persistent: false }, wake)
    watcher.on('error', wake)
  } catch {
    // Too many watches on this machine: the looks are enough.
  }
  await pause(lookInterval, signal.aborted ? signal : change.signal)
  watcher?.close()
  signal.removeEventListener('abort', wake)
}
