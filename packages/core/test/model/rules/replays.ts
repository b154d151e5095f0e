import type { Sent } from '../port.ts'
import type { Watched } from '../process-state.ts'

/**
 * Rule `decision`: a request is replayed only if its token was rejected and its body can be sent again, with another token
 * or one that a server has accepted. Rule `sends`: one try of a request is sent three times at most.
 */
export interface ReplayRule {
  /** A request is replayed with `next` after `status`. */
  check(sent: Sent, status: number, replayable: boolean, next: Sent): void
  checkSends(sends: readonly Sent[]): void
  /** A server has accepted a token. */
  noteAccepted(sent: Sent): void
}

/** What may not change when the code does. */
const mostSends = 3

export function createReplayRule({ ledger }: Watched): ReplayRule {
  const accepted = new Set<string>()
  return {
    check(sent, status, replayable, next) {
      if (status !== 401) ledger.breach('decision', 'an answer that says nothing of the token was replayed')
      if (!replayable) ledger.breach('decision', 'a request that can be sent once was replayed')
      if (next.accessToken === sent.accessToken && !accepted.has(sent.accessToken))
        ledger.breach('decision', 'replayed with the token that was rejected')
    },
    checkSends({ length }) {
      if (length > mostSends) ledger.breach('sends', `a request was sent ${length} times`)
    },
    noteAccepted: ({ accessToken }) => void accepted.add(accessToken),
  }
}
