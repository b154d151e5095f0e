import type { BackgroundWork } from './background-work.ts'
import type { Emitter } from './events.ts'
import type { Settings } from './options.ts'
import type { RefreshTools } from './refresh-context.ts'
import type { SessionDriver } from './session-driver.ts'
import type { StoreAccess } from './store-access.ts'

/** What the acts of one session share. */
export interface SessionParts {
  readonly driver: SessionDriver
  /** The settings as given: their source is asked whether or not it has ended the session. */
  readonly given: Settings
  readonly settings: Settings
  readonly store: StoreAccess
  /** What every refresh works with. */
  readonly refreshing: RefreshTools
  readonly work: BackgroundWork
  readonly emit: Emitter['emit']
}
