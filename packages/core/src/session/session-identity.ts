import { SessionEndedError, type SessionEndReason } from '../lib/errors.ts'

/**
 * One session, from a login (or its first token) to its end. Every call belongs to the session in which it began, its
 * replays and its client's own retries included. A call that begins before any session joins the first that begins.
 */
export interface SessionIdentity {
  /** The same in every process that shares the store; undefined until the session's first token. */
  readonly id: string | undefined
  /** Counted by the coordinator: the first session is 1. Names a session in its events. */
  readonly number: number
  /** Aborts when the session ends, with a `SessionEndedError`. */
  readonly signal: AbortSignal
}

/** The session of a coordinator now. */
export interface PresentSession extends SessionIdentity {
  /** Undefined while the session lasts. */
  readonly endReason: SessionEndReason | undefined
  /** Names the session, on its first token. */
  assignId(id: string): void
  end(reason: SessionEndReason, cause?: unknown): void
  /** @throws {SessionEndedError} the session has ended; made anew for each caller */
  throwIfEnded(): void
}

export function createSessionIdentity(number: number): PresentSession {
  let id: string | undefined
  let ended: { readonly reason: SessionEndReason; readonly cause: unknown } | undefined
  let controller: AbortController | undefined

  return {
    get id() {
      return id
    },
    number,
    get signal() {
      controller ??= new AbortController()
      if (ended !== undefined) controller.abort(endOf(ended))
      return controller.signal
    },
    get endReason() {
      return ended?.reason
    },
    assignId(given) {
      id ??= given
    },
    end(reason, cause) {
      ended ??= { reason, cause }
      controller?.abort(endOf(ended))
    },
    throwIfEnded() {
      if (ended !== undefined) throw endOf(ended)
    },
  }
}

function endOf({ reason, cause }: { readonly reason: SessionEndReason; readonly cause: unknown }): SessionEndedError {
  return new SessionEndedError(reason, cause)
}
