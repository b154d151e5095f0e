import type { MishapKind } from '../plan.ts'
import type { StoreAddress } from '../worker/settings.ts'

/** Where the sessions of a fleet are stored, and what can go wrong there. A place can have the mishaps that it has a method for. */
export interface StorePlace extends AsyncDisposable {
  /** The store as the process in one place of the fleet sees it. */
  readonly addressFor: (place: number) => StoreAddress
  /** Cuts off the processes in these places: no byte passes. */
  readonly cut?: (places: readonly number[]) => void
  readonly mend?: (places: readonly number[]) => void
  /** Restarts the store with its data. @param pauseBefore - resolves when it may start again */
  readonly restart?: (pauseBefore: () => Promise<void>) => Promise<void>
  /** Deletes everything. */
  readonly flush?: () => Promise<void>
  /** Makes room as a full store does: the records of the sessions are lost. */
  readonly evict?: () => Promise<void>
  /** Loses the writes of the last moments. @param meanwhile - resolves when the next writes may be lost */
  readonly loseWrites?: (meanwhile: () => Promise<void>) => Promise<void>
}

/** The mishaps that a place can have. */
export function mishapsOf(place: StorePlace): readonly MishapKind[] {
  const methods = { cut: place.cut, restart: place.restart, flush: place.flush, evict: place.evict, failover: place.loseWrites }
  const kinds = Object.keys(methods) as (keyof typeof methods)[]
  return ['kill', 'pause', ...kinds.filter((kind) => methods[kind] !== undefined)]
}
