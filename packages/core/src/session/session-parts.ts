import type { BackgroundWork } from './background-work.ts'
import type { Emitter } from './events.ts'
import type { TokenSource } from '../token/source.ts'
import type { Settings } from './options.ts'
import type { RefreshTools } from './refresh-context.ts'
import type { SessionDriver } from './session-driver.ts'
import type { SessionStore } from './session-store.ts'

/** What the operations of one session share. */
export interface SessionParts {
  readonly driver: SessionDriver
  /** The source of the options. It can be called even if it has ended the session. */
  readonly rawSource: TokenSource
  readonly settings: Settings
  readonly store: SessionStore
  /** What every refresh uses. */
  readonly refreshing: RefreshTools
  readonly work: BackgroundWork
  readonly emit: Emitter['emit']
}
