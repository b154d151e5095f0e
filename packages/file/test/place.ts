import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { FileStore } from '../src/file-store-interface.ts'
import { openFileStore } from '../src/open-file-store.ts'
import { type FileSystem, systemFiles } from '../src/file-system.ts'
import type { FileStoreOptions } from '../src/options.ts'

/** A new folder for one test, and the path of a token file in it. */
export async function createPlace(): Promise<{ folder: string; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-file-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return { folder, path: join(folder, 'token.json') }
}

/** A store on the platform's files, with some calls replaced. */
export function openStore(path: string, faults: Partial<FileSystem> = {}, options: Partial<FileStoreOptions> = {}): FileStore {
  return openFileStore({ path, onWarning: () => {}, ...options }, { ...systemFiles, ...faults })
}

/** An error of the file system. */
export function fileError(code: string): Error {
  return Object.assign(new Error(`${code}: made by a test`), { code })
}
