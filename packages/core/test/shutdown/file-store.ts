import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { defineStore, type StoredToken, type TokenStore } from '../../src/index.ts'

/** A store for one process at a time, in a file that is replaced as a whole. */
export function fileStore(path: string): TokenStore {
  const load = (): StoredToken => JSON.parse(readFileSync(path, 'utf8')) as StoredToken
  return defineStore({
    load,
    save(next, expected) {
      if (load().revision !== expected) return false
      writeFileSync(`${path}.new`, JSON.stringify(next))
      renameSync(`${path}.new`, path)
      return true
    },
  })
}
