import { dirname, basename } from 'node:path'
import type { FileSystem } from './file-system.ts'

/** The file to watch, and the settings of the watch. */
export interface WatchedFile {
  readonly fs: FileSystem
  readonly path: string
  /** Time between two checks of the file, ms: for changes that the platform does not report. */
  readonly pollInterval: number
  /** Checks whether this store itself has written this version of the file. */
  readonly isOwn: (version: string) => boolean
}

/** Returns a text that identifies the version of a file. Each save makes a new file, with another text. An empty text: there is no file. */
export function versionOf(fs: FileSystem, path: string): string {
  const entry = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false })
  return entry === undefined ? '' : `${entry.ino}:${entry.mtimeNs}:${entry.size}`
}

/**
 * Calls `listener` when another process has replaced the file. Returns a function that ends the watch. Neither the watch nor its timer
 * keeps the process alive.
 */
export function watchFile({ fs, path, pollInterval, isOwn }: WatchedFile, listener: () => void): () => void {
  const folder = dirname(path)
  let watcher: ReturnType<FileSystem['watch']> | undefined
  let seen = ''
  watch()
  seen = currentVersion()
  const timer = setInterval(() => {
    watch()
    look()
  }, pollInterval)
  timer.unref()

  return () => {
    clearInterval(timer)
    stopWatching()
  }

  /** Watches the folder and not the file, as a rename replaces the file. */
  function watch(): void {
    if (watcher !== undefined) return
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
      watcher = fs.watch(folder, { persistent: false }, (_, name) => {
        if (name === null || name === basename(path)) look()
      })
      watcher.on('error', stopWatching)
    } catch {
      // The timer tries to watch again. Until that succeeds, the checks by the timer find the changes.
    }
  }

  function stopWatching(): void {
    watcher?.close()
    watcher = undefined
  }

  function look(): void {
    const version = currentVersion()
    if (version === seen) return
    seen = version
    if (isOwn(version)) return
    try {
      listener()
    } catch {
      // Without this, the error would end the process. Core reports the errors of its listeners itself.
    }
  }

  function currentVersion(): string {
    try {
      return versionOf(fs, path)
    } catch {
      // The folder can't be read now, so nothing is known about a change.
      return seen
    }
  }
}
