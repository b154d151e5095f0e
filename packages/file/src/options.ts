import { resolve } from 'node:path'
import type { StoreOptions } from '@everbearer/core'
import { expect, expectNumber, expectOptions } from '@everbearer/core/adapter'
import { emitProcessWarning, type FileStoreWarning } from './warnings.ts'

/** The options of `fileStore()`. */
export interface FileStoreOptions extends StoreOptions {
  /** The path of the token file. A missing folder is made with mode 0700. Locks are in the folder `<path>.locks`. */
  readonly path: string
  /**
   * Time after which another process may refresh in place of a process that has stopped during a refresh, ms, 500 to 60,000. A process
   * that refreshes updates a lock file five times in this time. @default 5_000
   */
  readonly leaseTime?: number | undefined
  /** Time between two checks of the file, ms, 100 to 3,600,000. The platform reports most changes without a check. @default 5_000 */
  readonly pollInterval?: number | undefined
  /** Called once for each kind of warning: a risky place, or wrong permissions of the token file. @default process.emitWarning */
  readonly onWarning?: ((warning: FileStoreWarning) => void) | undefined
}

/** The options of a file store, with defaults. */
export interface Settings {
  /** The absolute path of the token file. */
  readonly path: string
  readonly leaseTime: number
  readonly pollInterval: number
  readonly timeout: number
  readonly onWarning: (warning: FileStoreWarning) => void
  /** The options that `@everbearer/core` reads. */
  readonly forCore: StoreOptions
}

const coreOptions = ['timeout', 'leaseWait', 'whenStoreIsAway'] as const
const optionNames = ['path', 'leaseTime', 'pollInterval', 'onWarning', ...coreOptions]

/** Checks the options of `fileStore()` and adds the defaults. @throws {TypeError} an option is unknown, missing or out of range */
export function readOptions(options: FileStoreOptions): Settings {
  expectOptions(options, optionNames)
  const { path, leaseTime = 5_000, pollInterval = 5_000, timeout = 1_000, onWarning = emitProcessWarning } = options
  expect(typeof path === 'string' && path !== '' && !path.includes('\0') && !/[\\/]$/.test(path), 'path', 'the path of a file')
  expectNumber('leaseTime', leaseTime, 500, 60_000)
  expectNumber('pollInterval', pollInterval, 100, 3_600_000)
  expectNumber('timeout', timeout, 1, 2 ** 31 - 1)
  expect(typeof onWarning === 'function', 'onWarning', 'a function')
  const forCore = Object.fromEntries(coreOptions.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])))
  return { path: resolve(path), leaseTime, pollInterval, timeout, onWarning, forCore }
}
