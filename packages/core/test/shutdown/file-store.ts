import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { StoredToken, TokenStore } from '../../src/index.ts'

/** A store for one process at a time, in a file that is replaced as a whole. */
export function fileStore(path: string): TokenStore {
  const load = (): StoredToken => JSON.parse(readFileSync(path, 'utf8')) as StoredToken
  return {
    load,
    save(next, expected) {
      if (load().revision !== expected) return false
      writeFileSync(`${path}.new`, JSON.stringify(next))
      renameSync(`${path}.new`, path)
      return true
    },
  }
}
