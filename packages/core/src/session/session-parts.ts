import type { BackgroundWork } from './background-work.ts'
import type { Emitter } from './events.ts'
import type { TokenSource } from '../token/source.ts'
import type { Settings } from './options.ts'
import type { RefreshTools } from './refresh-context.ts'
import type { SessionDriver } from './session-driver.ts'
import type { SessionStore } from './session-store.ts'

/** What the acts of one session share. */
export interface SessionParts {
  readonly driver: SessionDriver
  /** The source as the options have it: asked whether or not it has ended the session. */
  readonly rawSource: TokenSource
  readonly settings: Settings
  readonly store: SessionStore
  /** What every refresh works with. */
  readonly refreshing: RefreshTools
  readonly work: BackgroundWork
  readonly emit: Emitter['emit']
}
