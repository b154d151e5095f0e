import type { Lease, StoredToken, StoreReading, TokenStore } from '@everbearer/core'

/** A store in a file of this machine. */
export interface FileStore extends TokenStore {
  load(): Promise<StoreReading>
  save(next: StoredToken, expected: number): Promise<boolean>
  readonly lease: (signal: AbortSignal) => Promise<Lease | undefined>
  readonly subscribe: (listener: () => void) => () => void
}
