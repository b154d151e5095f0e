import type { Ledger } from '../ledger.ts'
import type { ProcessWatch } from '../process-watch.ts'
import type { WorldOptions } from '../world-options.ts'

/**
 * Rule `presentations`: a refresh token is presented once, and once more for each response that said it is still good and
 * each event that told of an unknown outcome. Rule `logout`: the initial refresh token is not presented after a logout.
 */
export interface PresentationRule {
  /** A login gave a refresh token, for which credentials are no substitute. */
  noteLogin(): void
  /** A refresh token is presented. */
  check(refreshToken: string, process: ProcessWatch): void
}

/** @param initial - the refresh token that each new process is given */
export function createPresentationRule(options: WorldOptions, ledger: Ledger, initial: string): PresentationRule {
  let hasLogins = false
  /** By a clock that was set back, as over a crash, the session of before begins after its logout. */
  const isBehind = ({ clock }: ProcessWatch): boolean => [...ledger.tokens.values()].some(({ wall }) => wall > clock.wall())
  return {
    noteLogin() {
      hasLogins = true
    },
    check(refreshToken, process) {
      const known = ledger.refreshTokens.get(refreshToken)!
      // What one member of a family is in doubt of, another does not know.
      const isAgain =
        known.presented > 0 && !known.mayRepeat && !known.isUnguarded && !(options.sharesRefreshToken && known.presenter !== process)
      known.presenter = process
      const isNeeded = !options.canObtain || hasLogins
      if (isAgain && refreshToken !== initial && !(isNeeded && process.mayPresentAgain()))
        ledger.breach('presentations', 'a refresh token was presented again')
      if (refreshToken === initial && process.state.hasLoggedOut && options.processes === 1 && !isBehind(process))
        ledger.breach('logout', 'the initial refresh token was presented after a logout')
      known.presented++
      known.mayRepeat = false
    },
  }
}
