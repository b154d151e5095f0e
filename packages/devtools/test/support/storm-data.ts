import type { Lane, Segment, TimeLineData } from '../../src/time-line/index.ts'

/**
 * A storm: `count` requests with token 1, which has expired on the server. All are rejected, wait for one refresh and are replayed.
 *
 * @param now - ms; what lies after this moment has not happened yet
 */
export function stormData(count: number, now = 1500): TimeLineData {
  const lanes = Array.from({ length: count }, (_, index) => stormLane(index, now))
  return {
    now,
    lanes: lanes.filter(({ from }) => from <= now),
    refreshes: [
      {
        id: 'r1',
        from: 310,
        grant: 'refresh',
        reason: 'rejected',
        ...(now >= 620 && { to: 620, token: 2, outcome: 'ok' as const, waiters: count }),
      },
    ],
    sessions: [{ session: 1, from: 0 }],
    tokens: [
      { token: 1, session: 1, from: 0, goodUntil: 60_000, ...(now >= 620 && { to: 620 }) },
      ...(now >= 620 ? [{ token: 2, session: 1, from: 620, goodUntil: 60_620 }] : []),
    ],
    marks: [{ at: 150, label: 'revoke', kind: 'act' }],
  }
}

function stormLane(index: number, now: number): Lane {
  const from = 160 + (index % 37) * 2
  const rejected = from + 140 + (index % 11) * 6
  const replayed = 620
  const to = 700 + (index % 23) * 9
  const fails = index % 17 === 13
  const isSkipped = index % 19 === 18
  const segments: Segment[] = isSkipped
    ? [{ kind: 'attempt', from, to, attempt: 1, status: 200, outcome: 'ok' }]
    : [
        { kind: 'attempt', from, to: rejected, attempt: 1, token: 1, status: 401, outcome: 'rejected' },
        { kind: 'waiting', from: rejected, to: replayed, reason: 'the token was rejected' },
        { kind: 'attempt', from: replayed, to, attempt: 2, token: 2, status: fails ? 503 : 200, outcome: fails ? 'failed' : 'ok' },
      ]
  const begun = segments.filter((segment) => segment.from <= now).map((segment) => cutAt(segment, now))
  const label = `${index % 3 === 2 ? 'POST' : 'GET'} https://api.example.com`
  if (to > now) return { id: `l${index}`, label, from, segments: begun }
  const outcome = fails ? 'failed' : isSkipped ? 'skipped' : 'ok'
  return {
    id: `l${index}`,
    label,
    from,
    to,
    outcome,
    segments: begun,
    ...(isSkipped && { note: 'The origin is not among `origins`. Add it there, if the token may go to it.' }),
  }
}

/** What has not happened at `now` is unknown. */
function cutAt(segment: Segment, now: number): Segment {
  if (segment.to !== undefined && segment.to <= now) return segment
  return segment.kind === 'waiting'
    ? { kind: 'waiting', from: segment.from, reason: segment.reason }
    : { kind: 'attempt', from: segment.from, attempt: segment.attempt, ...(segment.token !== undefined && { token: segment.token }) }
}
