import type { StoreDefinition } from '../../src/index.ts'
import { memoryStore } from '../../src/index.ts'

/** A place for the record of one schedule. Its stores may be real ones, behind the faults of the model. */
export interface ModelPlace {
  /** Opens the store of one process. */
  open(): StoreDefinition
  /** Deletes the place. A promise is awaited. */
  close(): unknown
}

/** Makes an empty place. */
export type CreateModelPlace = () => Promise<ModelPlace> | ModelPlace

/** A place in memory: its stores return at once. */
export function createMemoryPlace(): ModelPlace {
  const store = memoryStore()
  return { open: () => store, close() {} }
}
