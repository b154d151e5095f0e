import type { ToldFailures } from './follow-events.ts'
import { createFoundRecords } from './found-records.ts'
import type { RecordView } from './port.ts'
import type { ProcessClock } from './process-clock.ts'
import type { ProcessRules } from './process-rules.ts'
import type { ProcessState, Watched } from './process-state.ts'

/** What the server and the store know and tell of a process. */
export interface ProcessWatch {
  readonly clock: ProcessClock
  readonly state: Readonly<ProcessState>
  readonly crashed: Promise<'crashed'>
  /** A token request begins. */
  noteTokenRequest(): void
  /** May a refresh token be presented once more, as an event has told of an unknown outcome? Takes that event. */
  mayPresentAgain(): boolean
  /** Has an event told that a refresh token is handed over without a claim? Takes that event. */
  mayPresentWithoutClaim(): boolean
  /** The source has said that there is a session, or that there is none any more. */
  noteResponse(): void
  /** The source says that nobody is signed in. */
  noteSignedOut(): void
  /** A read of the store begins. Returns what to call at its end. */
  reading(): () => void
  /** A record, or none, is on its way from the store. */
  noteFound(record: RecordView | undefined): void
  /** Asked when a write begins: has its session not been logged out, as far as this process knows? */
  mayBeSaved(record: RecordView): boolean
}

export function createProcessWatch(
  watched: Watched,
  rules: ProcessRules,
  crashed: Promise<'crashed'>,
  failures: ToldFailures,
): ProcessWatch {
  const { clock, state, ledger } = watched
  return {
    clock,
    state,
    crashed,
    noteTokenRequest: () => rules.checkTokenRequest(),
    mayPresentAgain: () => failures.unknown > 0 && failures.unknown-- > 0,
    mayPresentWithoutClaim: () => failures.claimSkipped > 0 && failures.claimSkipped-- > 0,
    noteResponse() {
      state.isKnown = true
    },
    noteSignedOut() {
      state.isKnown = true
      state.isSignedOut = true
      rules.endedSource.noteSignedOut()
    },
    reading: () => rules.logouts.reading(),
    noteFound: createFoundRecords(watched, rules),
    mayBeSaved(record) {
      if (record.isLogout || record.accessToken === '') return true
      ledger.sessions.set(record.accessToken, record.session)
      rules.ages.noteSaved(record)
      return rules.logouts.mayBeSaved(record)
    },
  }
}
