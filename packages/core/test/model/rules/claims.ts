import type { Ledger } from '../ledger.ts'
import type { RecordView } from '../port.ts'
import type { ProcessWatch } from '../process-watch.ts'
import type { WorldOptions } from '../world-options.ts'

/** Rule `claims`: before a refresh token is handed over, one compare-and-set claims it. Only the winner hands the token over. */
export interface ClaimRule {
  /** The store has taken a record. */
  noteSaved(record: RecordView, process: ProcessWatch): void
  /** A refresh token is handed over. */
  check(refreshToken: string, process: ProcessWatch): void
}

export function createClaimRule({ sharesRefreshToken }: WorldOptions, ledger: Ledger): ClaimRule {
  const seen = new Set<string>()
  /** How often each process may hand over each refresh token, as its claims allow. */
  const allowed = new Map<ProcessWatch['state'], Map<string, number>>()

  return {
    noteSaved({ refreshToken, claim }, { state }) {
      // A later record of the same claim brings no right.
      if (refreshToken === undefined || claim === undefined || seen.has(claim)) return
      seen.add(claim)
      rightsOf(state).set(refreshToken, (rightsOf(state).get(refreshToken) ?? 0) + 1)
    },
    check(refreshToken, process) {
      const rights = rightsOf(process.state)
      const left = rights.get(refreshToken) ?? 0
      rights.set(refreshToken, Math.max(0, left - 1))
      const known = ledger.refreshTokens.get(refreshToken)!
      const isRetry = known.presenter === process && known.mayRepeat
      if (left > 0 || isRetry) return
      // One member of a family claims and tells, and another hands over.
      if (process.mayPresentWithoutClaim()) known.isUnguarded = true
      else if (!sharesRefreshToken) ledger.breach('claims', 'a refresh token was handed over without a claim')
    },
  }

  function rightsOf(state: ProcessWatch['state']): Map<string, number> {
    const rights = allowed.get(state) ?? new Map<string, number>()
    allowed.set(state, rights)
    return rights
  }
}
