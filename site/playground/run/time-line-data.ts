import type { Mark, RefreshSpan, SessionSpan, TimeLineData, TokenSpan } from '@everbearer/devtools/time-line'
import type { Entry, TokenEntry, TokenOutcome } from '../server/books.ts'
import type { Call } from './call.ts'
import { lanesOf } from './lanes.ts'

/** What a side has done, as far as it is known. */
export interface SideRecord {
  readonly calls: readonly Call[]
  readonly entries: readonly Entry[]
  readonly marks: readonly Mark[]
}

/** Makes the time line of a side. @param acts - what the visitor did */
export function timeLineOf({ calls, entries, marks }: SideRecord, acts: readonly Mark[], now: number): TimeLineData {
  const lanes = lanesOf(calls, entries, now)
  const waits = lanes.flatMap(({ segments }) => segments.filter(({ kind }) => kind === 'waiting'))
  const refreshes = entries.filter((entry) => entry.kind === 'token').map((entry) => refreshOf(entry, now, waits))
  return { now, lanes, refreshes, ...historyOf(entries), marks: [...acts, ...marks].toSorted((a, b) => a.at - b.at) }
}

const notes: Readonly<Record<TokenOutcome, string>> = {
  issued: 'The server rotated the refresh token.',
  lost: 'The server rotated the refresh token, and its response was lost. The client cannot know that.',
  rejected: 'The server rejected the refresh token, as its session is over.',
  reused: 'The refresh token had been used before. The server ended the session.',
  down: 'The token endpoint responded with 503.',
}

function refreshOf({ call, outcome, issued, arrived, responded }: TokenEntry, now: number, waits: readonly Span[]): RefreshSpan {
  const span = { id: `token-call-${call}`, from: arrived, grant: 'refresh' }
  if (responded > now) return span
  return {
    ...span,
    to: responded,
    outcome: outcome === 'issued' ? 'ok' : outcome === 'lost' ? 'unknown' : 'failed',
    note: notes[outcome],
    waiters: waits.filter(({ from, to = now }) => from < responded && to > arrived).length,
    ...(outcome === 'issued' && issued !== undefined && { token: issued.token }),
  }
}

interface Span {
  readonly from: number
  readonly to?: number
}

/** The tokens and sessions of an account, from its books. */
function historyOf(entries: readonly Entry[]): Pick<TimeLineData, 'tokens' | 'sessions'> {
  const tokens: TokenSpan[] = []
  const sessions: SessionSpan[] = []
  for (const entry of entries) {
    if (entry.kind === 'api') continue
    const at = entry.kind === 'token' ? entry.responded : entry.arrived
    const endsSession = entry.kind === 'sign-in' || entry.kind === 'sign-out' || (entry.kind === 'token' && entry.outcome === 'reused')
    if (endsSession) endLast(sessions, at)
    if (endsSession || entry.issued !== undefined || entry.kind === 'revoke') endLast(tokens, at)
    if (entry.kind === 'sign-in') sessions.push({ session: sessions.length + 1, from: at, note: `user ${entry.user}` })
    if (entry.issued === undefined) continue
    tokens.push({ token: entry.issued.token, session: sessions.length, from: at, goodUntil: entry.issued.expires })
  }
  return { tokens, sessions }
}

/** Ends the newest span, unless it has ended. */
function endLast(spans: (TokenSpan | SessionSpan)[], at: number): void {
  const last = spans.at(-1)
  if (last !== undefined && last.to === undefined) spans[spans.length - 1] = { ...last, to: at }
}
