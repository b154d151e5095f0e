import type { Lane, TimeLineData } from '../time-line/index.ts'
import { waitReason } from './reasons.ts'
import { mostEntries, type RecordedRefresh, type Recording } from './recording.ts'

/** What of a recording is shown. */
export interface Filter {
  /** Shows only requests with this text in their method, origin, client, outcome or note. Empty: all. */
  readonly text: string
  /** Shows only requests that were rejected, failed, ignored or skipped, or sent more than once. */
  readonly isTroubleOnly: boolean
}

/** Returns what a time line shows of a recording. */
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

/** Does anything last that a time line draws longer with each frame? */
export function isInProgress({ lanes, refreshes }: Pick<TimeLineData, 'lanes' | 'refreshes'>): boolean {
  return [...lanes, ...refreshes].some(({ to }) => to === undefined)
}

/**
 * The callers that wait for a refresh in progress. An event tells which request has waited only when its wait has ended, so that all of
 * them have one lane until then.
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
