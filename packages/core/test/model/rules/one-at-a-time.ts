import type { Ledger } from '../ledger.ts'
import type { ProcessState } from '../process-state.ts'
import type { WorldOptions } from '../world-options.ts'

/** A token request that is under way. */
export interface TokenRequest {
  readonly state: ProcessState
  /** The epoch of the process when the request began. */
  readonly epoch: number
  readonly signal: AbortSignal
  readonly refreshToken: string | undefined
}

/** Rule `one at a time`: a process has one token request under way, beside those that it has given up or sees through. */
export interface OneAtATimeRule {
  check(state: ProcessState, refreshToken: string | undefined): void
  start(request: TokenRequest): void
  end(request: TokenRequest): void
}

export function createOneAtATimeRule({ canObtain, sharesRefreshToken }: WorldOptions, ledger: Ledger): OneAtATimeRule {
  const underWay = new Set<TokenRequest>()
  return {
    check(state, refreshToken) {
      if (sharesRefreshToken) return
      for (const other of underWay)
        if (other.state === state && !isLeft(other, refreshToken)) ledger.breach('one at a time', 'two token requests at a time')
    },
    start: (request) => void underWay.add(request),
    end: (request) => void underWay.delete(request),
  }

  function isLeft({ state, epoch, signal, refreshToken }: TokenRequest, next: string | undefined): boolean {
    // A request with a refresh token is seen through, though another process has put another in its place.
    const isReplaced = refreshToken !== undefined && (canObtain || refreshToken !== next)
    return signal.aborted || epoch !== state.epoch || isReplaced
  }
}
