import type { UnrefClock } from '../lib/unref-clock.ts'
import type { CallSessions } from '../session/call-sessions.ts'
import type { Emitter } from '../session/events.ts'
import type { ResolvedOptions } from '../session/options.ts'
import type { Session } from '../session/session.ts'

/** The parts that both sides of a coordinator share: the side for users and the side for adapters. */
export interface CoordinatorParts {
  readonly session: Session
  readonly calls: CallSessions
  readonly settings: ResolvedOptions
  readonly emitter: Emitter
  readonly clock: UnrefClock
}
