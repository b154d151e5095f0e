import { TokenRequestError } from '@everbearer/core'
import { LoginError } from './login-error.ts'

/** The memory of finished logins, by their `state`. It prevents that a login is finished twice. */
export interface UsedStates {
  /**
   * Calls `finish` if the login with this `state` was not finished before. If the token request of `finish` got no response, the login may
   * be finished again.
   *
   * @throws {LoginError} the login was finished before, or is being finished
   */
  once<T>(state: string, finish: () => Promise<T>): Promise<T>
}

/** Maximum number of states to remember. For older logins, the server rejects a code that was used before. */
const most = 1000

export function createUsedStates(): UsedStates {
  const used = new Set<string>()
  return {
    async once(state, finish) {
      if (used.has(state)) throw new LoginError('already-used')
      used.add(state)
      const [oldest] = used
      if (used.size > most && oldest !== undefined) used.delete(oldest)
      try {
        return await finish()
      } catch (error) {
        if (error instanceof TokenRequestError && error.status === undefined) used.delete(state)
        throw error
      }
    },
  }
}
