import { hardAge, type Issued, softAge } from './ledger.ts'
import type { RecordView } from './port.ts'
import type { Watched } from './process-state.ts'

/** Which window a token is in; a token that the server did not give counts as expired. */
export type Phase = 'fresh' | 'due' | 'expired'

/** How old tokens are, as far as one process can tell. */
export interface TokenAges {
  /**
   * A process knows the age of another's token by the wall clock alone: at most since the token was issued, at least
   * since this process first sent it.
   */
  phaseOf(accessToken: string | undefined, since?: 'issued' | 'sent'): Phase
  /** A token leaves. Returns what the ledger has of the token. */
  noteSent(accessToken: string): Issued | undefined
  /** A record is to be saved. */
  noteSaved(record: RecordView): void
  /** Was the clock set while the response with this token was read, so that its age is unclear? */
  isUnclear(accessToken: string): boolean
}

export function createTokenAges({ ledger, clock, state }: Watched): TokenAges {
  /** When tokens were first sent from here, ms on the monotonic clock. */
  const sentAt = new Map<string, number>()

  return {
    phaseOf,
    noteSent(accessToken) {
      let issued = ledger.tokens.get(accessToken)
      if (!sentAt.has(accessToken)) {
        // A clock that is set while a response is read counts for the response.
        if (isReadAtJump(issued) && phaseOf(accessToken) === 'expired') {
          issued = { ...issued!, wall: clock.wall(), monotonic: clock.monotonic() }
          ledger.tokens.set(accessToken, issued)
        }
        sentAt.set(accessToken, clock.monotonic())
      }
      return issued
    },
    noteSaved({ accessToken, issuedAt }) {
      const issued = ledger.tokens.get(accessToken)
      if (isReadAtJump(issued) && !sentAt.has(accessToken)) ledger.tokens.set(accessToken, { ...issued!, wall: issuedAt })
    },
    isUnclear(accessToken) {
      const issued = ledger.tokens.get(accessToken)
      return issued === undefined || (!sentAt.has(accessToken) && issued.asked < state.jumped)
    },
  }

  function isReadAtJump(issued: Issued | undefined): boolean {
    return issued?.process === state && issued.asked < state.jumped
  }

  function phaseOf(accessToken: string | undefined, since: 'issued' | 'sent' = 'issued'): Phase {
    const issued = accessToken === undefined ? undefined : ledger.tokens.get(accessToken)
    if (issued === undefined) return 'expired'
    const begun = since === 'issued' || issued.process === state ? issued.monotonic : (sentAt.get(accessToken!) ?? clock.monotonic())
    const age = Math.max(clock.wall() - issued.wall, clock.monotonic() - begun)
    if (age < softAge(issued)) return 'fresh'
    return age < hardAge(issued) ? 'due' : 'expired'
  }
}
