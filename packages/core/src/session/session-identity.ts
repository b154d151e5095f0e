import { abortWith } from '../lib/abort.ts'
import { SessionEndedError, type SessionEndReason } from '../lib/errors.ts'

/**
 * A session, from its login or first token to its end. Every call belongs to the session in which the call began. The call's replays and
 * the client's retries belong to the same session. A call that begins before any session joins the first session that begins.
 */
export interface SessionIdentity {
  /** Id of the session, equal in all processes that share the store; undefined until the session's first token. */
  readonly id: string | undefined
  /** Number of the session, counted by the coordinator from 1. Events use this number. */
  readonly number: number
  /** The signal that aborts with a `SessionEndedError` when the session ends. */
  readonly signal: AbortSignal
}

/** The current session of a coordinator, with the methods by which the coordinator names and ends this session. */
export interface PresentSession extends SessionIdentity {
  /** The reason why the session has ended. Undefined: the session has not ended. */
  readonly endReason: SessionEndReason | undefined
  /** Sets the id of the session when the session gets its first token. */
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
