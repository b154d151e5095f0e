import type { StoredToken } from './stored-token.ts'

/** The right to refresh while no other process does. */
export interface Lease {
  /** Aborts when the lease is lost: no further token request is made then. A request on the wire is seen through. */
  readonly lost: AbortSignal
  /** Gives the lease back. Called once. */
  release(): void | Promise<void>
}

/**
 * Where tokens outlive the process, or are shared by several: what `defineStore` takes. Only the compare-and-set of `save`
 * must be atomic: it keeps two writers from losing a rotated refresh token, and two processes from presenting the same one.
 * A lease merely saves work.
 */
export interface StoreDefinition {
  /** The record that is there now; null or undefined where there is none. Called before each token request. */
  load(): Promise<StoredToken | null | undefined> | StoredToken | null | undefined
  /**
   * Puts `next` in place if the `revision` there is still `expected` (0: nothing there). A logout comes this way,
   * too, as a record without tokens: it must be kept like any other.
   *
   * @returns false, with nothing changed, where it is not
   */
  save(next: StoredToken, expected: number): Promise<boolean> | boolean
  /**
   * Waits until no other process refreshes. Resolves with undefined where the wait was in vain: the refresh then goes
   * on without it. Called before each refresh, with a signal that aborts when the wait is over.
   */
  readonly lease?: ((signal: AbortSignal) => Promise<Lease | undefined> | Lease | undefined) | undefined
  /** Calls back when another process has saved. Returns a function that unsubscribes, which `dispose()` calls. */
  readonly subscribe?: ((listener: () => void) => () => void) | undefined
}
