/** A warning about the place of a token file. */
export interface FileStoreWarning {
  /**
   * `network-folder`: the folder is on a network file system, where locks may fail. `synced-folder`: a program copies the folder to other
   * machines. `open-folder`: other users can write in the folder, and replace the file. `open-permissions`: other users could open the
   * file, and the store has changed the mode of the file to 0600.
   */
  readonly code: 'network-folder' | 'synced-folder' | 'open-folder' | 'open-permissions'
  /** A sentence for people, with the path and the remedy. */
  readonly message: string
}

/** Reports a warning. */
export type Warn = (code: FileStoreWarning['code'], message: string) => void

/** Returns a function that reports each code only once. Errors of the listener are dropped: a warning must not make a request fail. */
export function warnOnce(onWarning: (warning: FileStoreWarning) => void): Warn {
  const before = new Set<string>()
  return (code, message) => {
    if (before.has(code)) return
    before.add(code)
    try {
      onWarning({ code, message })
    } catch {
      // The listener is not part of the store.
    }
  }
}

/** The default of `onWarning`. Node prints the warning on standard error. */
export function emitProcessWarning({ code, message }: FileStoreWarning): void {
  process.emitWarning(message, { type: 'EverbearerWarning', code })
}
