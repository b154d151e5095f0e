import { type Coordinator, type CoordinatorOptions, createCoordinator } from '@everbearer/core'
import type { Adapter, Send } from './adapters.ts'
import { createTally, type Tally } from './tally.ts'

/** One adapter in the run, with a coordinator of its own. */
export interface Lane {
  readonly name: string
  readonly auth: Coordinator
  /** Sends through the adapter. */
  readonly send: Send
  /** Sends with the same library, without Everbearer. */
  readonly sendBare: Send
  readonly tally: Tally
}

export function createLane(name: string, adapter: Adapter, options: CoordinatorOptions): Lane {
  const auth = createCoordinator(options)
  return { name, auth, send: adapter(auth), sendBare: adapter(), tally: createTally(auth) }
}
