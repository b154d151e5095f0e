import { type FSWatcher, lstatSync, mkdirSync, watch } from 'node:fs'
import { lstat, mkdir, open, readdir, readFile, realpath, rename, rm, rmdir, unlink, utimes, writeFile } from 'node:fs/promises'

/** The functions of the platform that the store uses. Tests replace them to simulate faults. */
export interface FileSystem {
  /** The name of the platform, as in `process.platform`. */
  readonly platform: string
  readonly lstat: typeof lstat
  readonly lstatSync: typeof lstatSync
  readonly mkdir: typeof mkdir
  readonly mkdirSync: typeof mkdirSync
  readonly open: typeof open
  readonly readdir: (path: string) => Promise<string[]>
  readonly readFile: (path: string, encoding: 'utf8') => Promise<string>
  readonly realpath: (path: string) => Promise<string>
  readonly rename: typeof rename
  readonly rm: typeof rm
  readonly rmdir: (path: string) => Promise<void>
  readonly unlink: typeof unlink
  readonly utimes: typeof utimes
  readonly watch: (path: string, options: { persistent: boolean }, listener: (type: string, name: string | null) => void) => FSWatcher
  readonly writeFile: typeof writeFile
}

export const systemFiles: FileSystem = {
  platform: process.platform,
  lstat,
  lstatSync,
  mkdir,
  mkdirSync,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  unlink,
  utimes,
  watch(path, options, listener) {
    const watcher = watch(path, options, (type, name) => {
      listener(type, name)
      queueMicrotask(letGo)
    })
    // In Deno, every watch keeps the process alive, even with `persistent: false`, and again after each change.
    function letGo(): void {
      watcher.unref()
    }
    letGo()
    return watcher
  },
  writeFile,
}
