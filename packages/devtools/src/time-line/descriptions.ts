import type { Lane, LaneOutcome, RefreshSpan, Segment, TimeLineData } from './data.ts'

/** A description of a request or a refresh in words: a title and the steps. */
export interface Description {
  readonly title: string
  /** A short sentence for each step, oldest first. */
  readonly steps: readonly string[]
}

const outcomes: Readonly<Record<LaneOutcome, string>> = {
  ok: 'ok',
  rejected: 'token rejected',
  failed: 'failed',
  ended: 'ended with the session',
  ignored: 'rejected and left to the caller',
  skipped: 'sent without a token',
}

/** Describes a request in words. */
export function describeLane(lane: Lane, now: number): Description {
  return {
    title: withClient(lane.client, lane.label),
    steps: [...lane.segments.map((segment) => describeSegment(segment, now)), endOf(lane, now), ...(lane.note ? [lane.note] : [])],
  }
}

/** Describes a refresh in words. */
export function describeRefresh(refresh: RefreshSpan, now: number): Description {
  const { from, to = now, grant, reason, token, outcome, waiters, note } = refresh
  const result = outcome === 'ok' && token !== undefined ? `token ${token}` : refreshOutcomes[outcome ?? 'open']
  return {
    title: withClient(refresh.client, `Refresh${reason === undefined ? '' : ` (${reason})`}: ${result}`),
    steps: [
      `${outcome === undefined ? 'in progress for' : 'took'} ${duration(to - from)}${grant === undefined ? '' : `, grant: ${grant}`}`,
      ...(waiters === undefined ? [] : [`callers that waited: ${waiters}`]),
      ...(note ? [note] : []),
    ],
  }
}

const refreshOutcomes: Readonly<Record<NonNullable<RefreshSpan['outcome']> | 'open', string>> = {
  ok: 'ok',
  failed: 'failed',
  superseded: 'superseded',
  unknown: 'outcome unknown',
  open: 'in progress',
}

/** Returns a sentence with the numbers of requests and refreshes in a time line. */
export function describeCounts({ lanes, refreshes }: TimeLineData): string {
  const byOutcome = new Map<string, number>()
  for (const { outcome, to } of lanes) {
    const name = outcome === undefined ? (to === undefined ? 'in progress' : 'finished') : outcomes[outcome]
    byOutcome.set(name, (byOutcome.get(name) ?? 0) + 1)
  }
  const parts = Array.from(byOutcome, ([name, count]) => `${count} ${name}`)
  const requests = `${lanes.length} ${lanes.length === 1 ? 'request' : 'requests'}`
  return `${requests}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}, ${refreshes.length} ${refreshes.length === 1 ? 'refresh' : 'refreshes'}`
}

/** Returns the state of a request in a few words. */
export function outcomeOf({ outcome, to }: Lane): string {
  if (outcome !== undefined) return outcomes[outcome]
  return to === undefined ? 'in progress' : 'finished'
}

/** Returns `client: name`, or only the name if `client` is undefined. */
export function withClient(client: string | undefined, name: string): string {
  return client === undefined ? name : `${client}: ${name}`
}

/** Formats a duration, as `340 ms`, `2.1 s` or `3 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  return ms < 90_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`
}

function describeSegment(segment: Segment, now: number): string {
  const time = duration((segment.to ?? now) - segment.from)
  if (segment.kind === 'waiting') return `${segment.to === undefined ? 'has waited' : 'waited'} ${time}: ${segment.reason}`
  const { attempt, token, status, outcome } = segment
  const result = [status, outcome === 'ok' && status !== undefined ? undefined : outcome].filter((part) => part !== undefined).join(' ')
  const carried = token === undefined ? 'without a token' : `with token ${token}`
  return `attempt ${attempt} ${carried}: ${result || (segment.to === undefined ? 'no response yet' : 'ended')} (${time})`
}

function endOf(lane: Lane, now: number): string {
  return `${outcomeOf(lane)} after ${duration((lane.to ?? now) - lane.from)}`
}
