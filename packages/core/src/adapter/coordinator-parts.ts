import type { UnrefClock } from '../lib/unref-clock.ts'
import type { CallSessions } from '../session/call-sessions.ts'
import type { Emitter } from '../session/events.ts'
import type { ResolvedOptions } from '../session/options.ts'
import type { Session } from '../session/session.ts'

/** What both sides of a coordinator work with. */
export interface CoordinatorParts {
  readonly session: Session
  readonly calls: CallSessions
  readonly settings: ResolvedOptions
  readonly emitter: Emitter
  readonly clock: UnrefClock
}
