import type { Watched } from '../process-state.ts'

/** Rule `floods`: a refresh makes few token requests, and nobody makes one while a token without an end is there. */
export interface FloodRule {
  /** A token request begins. */
  check(isSettled: boolean): void
  /** The next token request is the first of a refresh. */
  beginRefresh(): void
  /** Token requests of the present refresh. */
  count(): number
}

/** Attempts and fallbacks of one refresh; far fewer than a flood. */
const mostRequestsPerRefresh = 10

export function createFloodRule({ ledger }: Watched): FloodRule {
  let requests = 0
  return {
    check(isSettled) {
      if (++requests > mostRequestsPerRefresh) ledger.breach('floods', 'too many token requests for one refresh')
      if (isSettled) ledger.breach('floods', 'a token request although a token without an end was there')
    },
    beginRefresh() {
      requests = 0
    },
    count: () => requests,
  }
}
