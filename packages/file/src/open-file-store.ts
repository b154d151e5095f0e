import { dirname } from 'node:path'
import { defineStore, type StoredToken } from '@everbearer/core'
import { checkPlace } from './check-place.ts'
import { storeErrorOf } from './file-errors.ts'
import type { FileStore } from './file-store-interface.ts'
import type { FileSystem } from './file-system.ts'
import { removeLeftovers } from './leftovers.ts'
import { createLockFolder } from './lock-folder.ts'
import { type FileStoreOptions, readOptions } from './options.ts'
import { readRecord } from './record-file.ts'
import { type GuardedFile, saveRecord } from './save-record.ts'
import { createLeases } from './wait-for-lease.ts'
import { warnOnce } from './warnings.ts'
import { versionOf, watchFile } from './watch-file.ts'

/**
 * Time without heartbeats after which a writer counts as dead, ms. A save holds the lock for only a few ms. If the writer was only paused,
 * its new file is gone when the writer continues. So the writer can't replace a newer record.
 */
const writerSilence = 400

/**
 * The clock of the machine, ms since 1970, which is the same for every process. The function is read when the module loads. If a test or a
 * tool replaces `Date.now` later, the time of the store does not change.
 */
const machineClock = Date.now

const writeLock = 'write'
const leaseLock = 'lease'

/**
 * Opens a store in one file.
 *
 * @param fs - the functions of the platform; tests replace them to simulate faults
 */
export function openFileStore(options: FileStoreOptions, fs: FileSystem): FileStore {
  const { path, leaseTime, pollInterval, timeout, onWarning, forCore } = readOptions(options)
  const folder = `${path}.locks`
  const warn = warnOnce(onWarning)
  const leases = createLeases({ fs, folder, lock: createLockFolder(fs, folder, leaseLock), leaseTime })
  let isPlaceChecked = false
  let isTidy = false
  let ownVersion: string | undefined

  const file: GuardedFile = {
    fs,
    path,
    lock: createLockFolder(fs, folder, writeLock),
    revision: async () => (await readRecord(fs, path, warn))?.revision ?? 0,
    silence: writerSilence,
    timeout,
    onPrepared({ madeAt }) {
      if (isTidy) return
      isTidy = true
      void removeLeftovers(fs, folder, [writeLock, leaseLock], madeAt)
    },
    onCommit(next) {
      ownVersion = versionOf(fs, next)
    },
  }

  return defineStore({
    ...forCore,
    async load() {
      const record = await readRecord(fs, path, warn)
      if (record !== undefined) checkPlaceOnce()
      return { record, now: machineClock() }
    },
    async save(next: StoredToken, expected: number) {
      const isSaved = await saveRecord(next, expected, file)
      checkPlaceOnce()
      return isSaved
    },
    async lease(signal: AbortSignal) {
      try {
        return await leases(signal)
      } catch (error) {
        throw storeErrorOf(error, 'lock', path)
      }
    },
    subscribe: (listener: () => void) => watchFile({ fs, path, pollInterval, isOwn: (version) => version === ownVersion }, listener),
  })

  function checkPlaceOnce(): void {
    if (isPlaceChecked) return
    isPlaceChecked = true
    void checkPlace(fs, dirname(path), warn)
  }
}
