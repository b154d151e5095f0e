import { createEmitter } from '../session/emitter.ts'
import type { CoordinatorEvents, Emitter, EventName } from '../session/events.ts'

/**
 * Makes the emitter of one of a login's coordinators. Numbers of requests are unique among all of them, and the end of a session is emitted
 * by the coordinator that ended it.
 *
 * @param index - of the coordinator among `size` coordinators
 * @param isFollowing - does the session end because that of another coordinator ended?
 */
export function createMemberEmitter(index: number, size: number, isFollowing: () => boolean): Emitter {
  const emitter = createEmitter()
  return {
    ...emitter,
    emit<Name extends EventName>(name: Name, event: CoordinatorEvents[Name]) {
      if (name === 'session-ended' && isFollowing()) return
      const { request } = event as { readonly request?: number }
      emitter.emit(name, request === undefined ? event : { ...event, request: (request - 1) * size + index + 1 })
    },
  }
}
