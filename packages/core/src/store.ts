import type { StoredToken } from './token-record.ts'

/**
 * Where tokens outlive the process, or are shared by several. Only the compare-and-set of `save` must be atomic;
 * it is what keeps two writers from losing a rotated refresh token. A lease merely saves work.
 */
export interface TokenStore {
  /** The token that is there now. Called before each token request. */
  load(): Promise<StoredToken | null | undefined> | StoredToken | null | undefined
  /**
   * Puts `next` in place if the generation there is still `expected` (0: nothing there). A logout comes this way,
   * too, as a record without tokens: it must be kept like any other.
   *
   * @returns false, with nothing changed, where it is not
   */
  save(next: StoredToken, expected: number): Promise<boolean> | boolean
  /**
   * Waits until no other process renews. Returns the release, or undefined where the wait was in vain: the renewal
   * then goes on without it. Called before each renewal, with a signal that aborts when the wait is over.
   */
  lease?(signal: AbortSignal): Promise<(() => void | Promise<void>) | undefined>
  /** Calls back when another process has saved. Returns the way out, which is called by `dispose()`. */
  subscribe?(listener: () => void): () => void
}

/** A store for one process: the default. */
export function memoryStore(initial?: StoredToken): TokenStore {
  let stored = initial
  return {
    load: () => stored,
    save(next, expected) {
      if ((stored?.generation ?? 0) !== expected) return false
      stored = next
      return true
    },
  }
}
