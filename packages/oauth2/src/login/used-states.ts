import { TokenRequestError } from '@everbearer/core'
import { LoginError } from './login-error.ts'

/** The logins that have been finished. */
export interface UsedStates {
  /**
   * Finishes a login, unless that was done before. A login may be finished once more if its token request got no response.
   *
   * @throws {LoginError} the login was finished before, or is being finished
   */
  once<T>(state: string, finish: () => Promise<T>): Promise<T>
}

/** How many states are remembered. The server rejects the code of an older login. */
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
