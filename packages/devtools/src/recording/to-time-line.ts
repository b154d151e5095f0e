import type { Lane, TimeLineData } from '../time-line/index.ts'
import { waitReason } from './reasons.ts'
import { mostEntries, type RecordedRefresh, type Recording } from './recording.ts'

/** Settings for which requests of a recording are shown. */
export interface Filter {
  /** Text in the method, origin, client, outcome or note of the requests to show. Empty: every request is shown. */
  readonly text: string
  /** True: only requests are shown that were sent more than once, or whose outcome is known and is not `ok`. */
  readonly isTroubleOnly: boolean
}

/** Returns the part of a recording that a time line shows. */
export function toTimeLine(recording: Recording, now: number, filter: Filter): TimeLineData {
  const lanes = recording.lanes.filter((lane) => isShown(lane, filter))
  const waits = filter.text === '' && !filter.isTroubleOnly ? recording.refreshes.flatMap(waitingLane) : []
  // The time line begins with the oldest request, if older requests have been dropped.
  const start = recording.lanes.length < mostEntries.lanes ? -Infinity : Math.min(...recording.lanes.map(({ from }) => from))
  const since = <Span extends { readonly from: number; readonly to?: number }>(spans: readonly Span[]): Span[] =>
    spans.filter(({ to = now }) => to >= start).map((span) => ({ ...span, from: Math.max(span.from, start) }))
  return {
    now,
    lanes: [...lanes, ...waits],
    refreshes: since(recording.refreshes),
    sessions: since(recording.sessions),
    tokens: since(recording.tokens),
    marks: recording.marks.filter(({ at }) => at >= start),
  }
}

/** Checks whether a request or a refresh is in progress, so that a time line must be drawn again in each frame. */
export function isInProgress({ lanes, refreshes }: Pick<TimeLineData, 'lanes' | 'refreshes'>): boolean {
  return [...lanes, ...refreshes].some(({ to }) => to === undefined)
}

/**
 * Returns one lane (a row of the time line) for all callers that wait for a refresh in progress. Until a wait ends, the devtools do not
 * know which request waits.
 */
function waitingLane({ id, waits, to, reason, client }: RecordedRefresh): Lane[] {
  const [from] = waits
  if (from === undefined || to !== undefined) return []
  const label = waits.length === 1 ? '1 caller waits' : `${waits.length} callers wait`
  const segments = [{ kind: 'waiting', from, reason: waitReason(reason) }] as const
  return [{ id: `${id}-waits`, label, from, segments, ...(client !== undefined && { client }) }]
}

function isShown({ label, client = '', outcome, note = '', segments }: Lane, { text, isTroubleOnly }: Filter): boolean {
  const attempts = segments.filter(({ kind }) => kind === 'attempt').length
  if (isTroubleOnly && (outcome === undefined || outcome === 'ok') && attempts < 2) return false
  return `${label} ${client} ${outcome ?? ''} ${note}`.toLowerCase().includes(text.trim().toLowerCase())
}
