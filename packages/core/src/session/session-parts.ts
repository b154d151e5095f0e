import type { BackgroundWork } from './background-work.ts'
import type { Emitter } from './events.ts'
import type { TokenSource } from '../token/source.ts'
import type { Settings } from './options.ts'
import type { RefreshTools } from './refresh-context.ts'
import type { SessionDriver } from './session-driver.ts'
import type { SessionStore } from './session-store.ts'

/** The objects that the operations of one session share. */
export interface SessionParts {
  readonly driver: SessionDriver
  /**
   * The source as given in the options. Unlike the source in `settings`, this source can be called after it has reported the session's end.
   */
  readonly rawSource: TokenSource
  readonly settings: Settings
  readonly store: SessionStore
  /** The objects that every refresh uses. */
  readonly refreshing: RefreshTools
  readonly work: BackgroundWork
  readonly emit: Emitter['emit']
}
