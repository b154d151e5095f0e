import type { Emitter } from './events.ts'
import type { OnFailedAttempt } from './request-token.ts'

/** Makes the function that emits `attempt-failed` for each failed attempt of a token request. */
export function tellFailedAttempt(emit: Emitter['emit']): OnFailedAttempt {
  return ({ grant, class: failureClass, status, error }, attempt, retryIn) =>
    emit('attempt-failed', {
      grant,
      attempt,
      class: failureClass,
      status,
      error,
      retryIn: retryIn === undefined ? undefined : Math.round(retryIn),
    })
}
