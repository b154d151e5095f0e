import { abortWith } from '../lib/abort.ts'
import { SessionEndedError, type SessionEndReason } from '../lib/errors.ts'

/**
 * One session, from a login or its first token to its end. Every call belongs to the session in which it began, with its replays and its
 * client's retries. A call that begins before any session joins the first session that begins.
 */
export interface SessionIdentity {
  /** The same in every process that shares the store; undefined until the session's first token. */
  readonly id: string | undefined
  /** Number of the session, counted by the coordinator from 1. Events use this number. */
  readonly number: number
  /** Aborts with a `SessionEndedError` when the session ends. */
  readonly signal: AbortSignal
}

/** The current session of a coordinator. */
export interface PresentSession extends SessionIdentity {
  /** Undefined while the session lasts. */
  readonly endReason: SessionEndReason | undefined
  /** Sets the session's id, on its first token. */
  assignId(id: string): void
  end(reason: SessionEndReason, cause?: unknown): void
  /** @throws {SessionEndedError} the session has ended; each caller gets a new error */
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
      if (ended !== undefined) abortWith(controller, endOf(ended))
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
      if (controller !== undefined) abortWith(controller, endOf(ended))
    },
    throwIfEnded() {
      if (ended !== undefined) throw endOf(ended)
    },
  }
}

function endOf({ reason, cause }: { readonly reason: SessionEndReason; readonly cause: unknown }): SessionEndedError {
  return new SessionEndedError(reason, cause)
}
