import { TokenSourceError } from '../lib/errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { ActiveToken } from './active-token.ts'
import type { Session } from './session.ts'
import type { SessionIdentity } from './session-identity.ts'
import { selfWait, type SourceCalls } from './source-calls.ts'

/**
 * Binds each call (a request or `getToken()`) to a session. A call that the token source makes gets no token, because the source would wait
 * for itself.
 */
export interface CallSessions {
  /**
   * Returns the session of a call that begins now. A call of the token source gets a separate session object, by which `tokenFor`
   * recognizes the call.
   */
  readonly sessionForCall: (signal?: AbortSignal | null) => SessionIdentity
  /**
   * Waits for the token of a call.
   *
   * @throws {TokenSourceError} the call comes from the token source, which would wait for itself
   */
  readonly tokenFor: (of: SessionIdentity, signal: AbortSignal | null | undefined) => Promise<ActiveToken>
}

export function createCallSessions(session: Session, runs: SourceCalls, clock: Clock): CallSessions {
  const sourceSession: SessionIdentity = {
    get id() {
      return session.present.id
    },
    get number() {
      return session.present.number
    },
    get signal() {
      return session.present.signal
    },
  }
  return {
    sessionForCall: (signal) => (runs.isOwn(signal) ? sourceSession : session.present),
    async tokenFor(of, signal) {
      if (of === sourceSession || runs.isOwn(signal)) throw new TokenSourceError(selfWait, clock.wall())
      return session.nextToken(of, signal)
    },
  }
}
