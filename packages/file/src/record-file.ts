import { StoreError, type StoredToken } from '@everbearer/core'
import { codeOf, retryWhileBusy, storeErrorOf } from './file-errors.ts'
import type { FileSystem } from './file-system.ts'
import type { Warn } from './warnings.ts'

/** Maximum size of a token file, bytes. A larger file is no token file. */
const mostBytes = 1_048_576

/** Mode bits that give access to the group and to others. A read removes them from a token file, except on Windows. */
const openToOthers = 0o077

/**
 * Reads the record (stored token) from the token file. Core checks the fields of the record.
 *
 * @returns undefined: there is no file
 * @throws {StoreError} the path is no plain file, the file can't be read or set to mode 0600, or the file contains no record
 */
export async function readRecord(fs: FileSystem, path: string, warn: Warn): Promise<StoredToken | undefined> {
  const text = await readPrivately(fs, path, warn)
  return text === undefined ? undefined : parseRecord(text, path)
}

async function readPrivately(fs: FileSystem, path: string, warn: Warn): Promise<string | undefined> {
  try {
    const entry = await fs.lstat(path)
    if (entry.isSymbolicLink()) {
      throw new StoreError(`${path} is a symbolic link, which a save would replace. Give the path of the file that the link points to.`)
    }
    if (!entry.isFile()) throw new StoreError(`${path} is not a file. Choose another path.`)
    const handle = await retryWhileBusy(fs.platform, () => fs.open(path, 'r'))
    try {
      const { mode, size } = await handle.stat()
      if (size > mostBytes) throw notARecord(path)
      if (fs.platform !== 'win32' && (mode & openToOthers) !== 0) {
        await handle.chmod(0o600)
        warn(
          'open-permissions',
          `Other users of this machine could open ${path}. Its mode is now 0600. End the session if they may have read it.`,
        )
      }
      return await handle.readFile('utf8')
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw storeErrorOf(error, 'read', path)
  }
}

/** Parses a record. The error of `JSON.parse` is dropped, as its message quotes the text, which contains secrets. */
function parseRecord(text: string, path: string): StoredToken {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw notARecord(path)
  }
  const revision = (value as { readonly revision?: unknown } | null)?.revision
  if (!Number.isSafeInteger(revision)) throw notARecord(path)
  return value as StoredToken
}

function notARecord(path: string): StoreError {
  return new StoreError(`${path} is not a token file. The file is unchanged. Move it away, or choose another path.`)
}
