import type { TokenResponse } from '../../src/index.ts'
import type { Ledger } from './ledger.ts'
import type { ModelProcess } from './process.ts'
import type { Server } from './server.ts'
import type { WorldOptions } from './world-options.ts'

/** Logs a user in at a process; the choice says whom, and whether the session goes on. */
export type Login = (process: ModelProcess, choice: number) => void

export function createLogins(options: WorldOptions, ledger: Ledger, server: Server): Login {
  let last: { readonly user: string; readonly process: ModelProcess; readonly response: TokenResponse } | undefined

  return (process, choice) => {
    // Where responses don't say whose they are, credentials of one's own and logins are the same user's.
    const user = options.canObtain && !options.hasSubjects ? 'machine' : ['alice', 'bob'][choice % 2]!
    const isSame = choice % 5 === 4 && !options.hasSubjects && user === 'machine'
    process.setTokens((login) => (login === undefined ? logIn(user, process) : server.stepUp(login, user, process)), isSame)
  }

  /** Members of a family may be given the same refresh token. */
  function logIn(user: string, process: ModelProcess): TokenResponse {
    const shared = options.sharesRefreshToken && last?.user === user && last.process !== process ? last.response.refresh_token : undefined
    const isUnused = ledger.refreshTokens.get(shared ?? '')?.presented === 0
    const response = server.login(user, process)
    last = { user, process, response: isUnused ? { ...response, refresh_token: shared } : response }
    return last.response
  }
}
