import type { AdapterSide } from '../adapter/adapter-side.ts'
import type { Coordinator } from '../session/coordinator-interface.ts'
import type { Session } from '../session/session.ts'

/**
 * A coordinator of a login: for an audience, or for the login's own token. All coordinators of a login share one session and one refresh
 * token.
 */
export interface AudienceMember {
  /** Name of the audience; undefined: the coordinator of the login's own token. */
  readonly audience: string | undefined
  /** The origins to which the tokens of this audience may go. */
  readonly origins: readonly string[]
  readonly coordinator: Coordinator
  readonly session: Session
  readonly side: AdapterSide
}
