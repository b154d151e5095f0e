import type { FileStore } from './file-store-interface.ts'
import { systemFiles } from './file-system.ts'
import { openFileStore } from './open-file-store.ts'
import type { FileStoreOptions } from './options.ts'

/**
 * Creates a store in one file, for processes of one user on one machine. The file has mode 0600. The secrets in the file are not encrypted.
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
