import type { BookedTokenRequest } from '@everbearer/testbed'
import type { Happened } from './chaos.ts'
import type { ProcessLog, SessionKind } from './log-line.ts'

/** What a run has left behind. Times: ms. */
export interface RunRecord {
  readonly logs: readonly ProcessLog[]
  /** The token requests of each session in the books of the authorization server. */
  readonly books: Readonly<Record<SessionKind, readonly BookedTokenRequest[]>>
  readonly happened: readonly Happened[]
  /** How many mishaps were planned. */
  readonly planned: number
  /** Lifetime of the access tokens. */
  readonly lifetime: number
  /** How long the run has sent requests. */
  readonly duration: number
  /** What went wrong in processes that ended by themselves. */
  readonly crashes: readonly string[]
}
