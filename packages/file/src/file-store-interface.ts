import type { Lease, StoredToken, StoreReading, TokenStore } from '@everbearer/core'

/** Store that keeps a token in a file on this machine. */
export interface FileStore extends TokenStore {
  load(): Promise<StoreReading>
  save(next: StoredToken, expected: number): Promise<boolean>
  readonly lease: (signal: AbortSignal) => Promise<Lease | undefined>
  readonly subscribe: (listener: () => void) => () => void
}
