import { createEmitter } from '../session/emitter.ts'
import type { CoordinatorEvents, Emitter, EventName } from '../session/events.ts'

/**
 * Makes the event emitter of one coordinator, if a login has a coordinator for each audience. The request numbers in events are unique
 * among all coordinators of the login. Only the coordinator that ended a session emits the event `session-ended`.
 *
 * @param index - index of the coordinator among `size` coordinators
 * @param isFollowing - returns whether the session ends because the session of another coordinator ended
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
