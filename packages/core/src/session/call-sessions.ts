import { TokenSourceError } from '../lib/errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { ActiveToken } from './active-token.ts'
import type { Session } from './session.ts'
import type { SessionIdentity } from './session-identity.ts'
import { selfWait, type SourceCalls } from './source-calls.ts'

/** Binds each call to a session. A call that the token source makes is rejected where it would wait for a token. */
export interface CallSessions {
  /** Returns the session of a call that begins now. Calls of the token source get a separate session object. */
  readonly sessionForCall: (signal?: AbortSignal | null) => SessionIdentity
  /**
   * Waits for the token of a call.
   *
   * @throws {TokenSourceError} the call comes from the token source
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
