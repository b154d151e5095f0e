import { dirname } from 'node:path'
import { defineStore, type Lease, type StoredToken, type StoreReading, type TokenStore } from '@everbearer/core'
import { checkPlace } from './check-place.ts'
import { storeErrorOf } from './file-errors.ts'
import { type FileSystem, systemFiles } from './file-system.ts'
import { removeLeftovers } from './leftovers.ts'
import { createLockFolder } from './lock-folder.ts'
import { type FileStoreOptions, readOptions } from './options.ts'
import { readRecord } from './record-file.ts'
import { type GuardedFile, saveRecord } from './save-record.ts'
import { createLeases } from './wait-for-lease.ts'
import { warnOnce } from './warnings.ts'
import { versionOf, watchFile } from './watch-file.ts'

/** A store in a file of this machine. */
export interface FileStore extends TokenStore {
  load(): Promise<StoreReading>
  save(next: StoredToken, expected: number): Promise<boolean>
  readonly lease: (signal: AbortSignal) => Promise<Lease | undefined>
  readonly subscribe: (listener: () => void) => () => void
}

/** Silence after which a writer counts as dead, ms. A writer has the lock for a few ms. A writer that wakes later finds its new file gone. */
const writerSilence = 400

/**
 * The clock of the machine, ms since 1970: all processes of a machine share it. The function is taken when the module loads, so that a
 * clock that a test or a tool puts into the process later does not change the time of the store.
 */
const machineClock = Date.now

const writeLock = 'write'
const leaseLock = 'lease'

/**
 * Creates a store in one file, for the processes of one machine that run as one user. The file has mode 0600 and holds its secrets
 * unencrypted.
 *
 * @example
 * ```ts
 * import { createCoordinator } from '@everbearer/core'
 * import { fileStore, tokenPath } from '@everbearer/file'
 *
 * const auth = createCoordinator({
 *   source: async () => (await fetch('https://auth.example.com/session/refresh', { method: 'POST' })).json(),
 *   origins: ['https://api.example.com'],
 *   store: fileStore({ path: tokenPath('my-tool') }),
 * })
 * ```
 * @throws {TypeError} an option is unknown, missing or out of range
 */
export function fileStore(options: FileStoreOptions): FileStore {
  return openFileStore(options, systemFiles)
}

/** @param fs - a test passes faults of its own */
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
