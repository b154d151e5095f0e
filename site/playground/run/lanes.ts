import type { Lane, Segment } from '@everbearer/devtools/time-line'
import type { ApiEntry, Entry, TokenEntry } from '../server/books.ts'
import type { Call } from './call.ts'

/** Gaps below this length are the work of the browser, ms. */
const leastWait = 10

/** Draws the calls of a side: what the caller saw, with the attempts that the server's books have. */
export function lanesOf(calls: readonly Call[], entries: readonly Entry[], now: number): Lane[] {
  const refreshes = entries.filter((entry) => entry.kind === 'token')
  const attempts = Map.groupBy(
    entries.filter((entry) => entry.kind === 'api'),
    ({ lane }) => lane,
  )
  return calls.map((call) => laneOf(call, attempts.get(call.lane) ?? [], refreshes, now))
}

function laneOf(call: Call, attempts: readonly ApiEntry[], refreshes: readonly TokenEntry[], now: number): Lane {
  const { lane, user, from, end } = call
  const drawn: Lane = {
    id: `request-${lane}`,
    label: `request ${lane} of user ${user}`,
    from,
    segments: segmentsOf(call, attempts, refreshes, now),
  }
  if (end === undefined) return drawn
  switch (end.outcome) {
    case 'ok':
      return { ...drawn, to: end.at, outcome: 'ok' }
    case 'other-user':
      return { ...drawn, to: end.at, outcome: 'failed', note: `The request of user ${user} got another user's data.` }
    case 'failed':
      return { ...drawn, to: end.at, outcome: 'failed', note: end.note ?? '' }
    case 'ended':
      return { ...drawn, to: end.at, outcome: 'ended', note: `The session of this request is over. ${end.note ?? ''}` }
  }
}

function segmentsOf({ from, end }: Call, attempts: readonly ApiEntry[], refreshes: readonly TokenEntry[], now: number): Segment[] {
  const segments: Segment[] = []
  let last = from
  attempts.forEach((attempt, index) => {
    const wait = waitOf(last, attempt.arrived, refreshes, index === 0 ? 'for a token' : 'for a newer token')
    if (wait !== undefined) segments.push(wait)
    segments.push(attemptOf(attempt, index + 1, now))
    last = attempt.responded
  })
  const isRejected = attempts.at(-1)?.rejection !== undefined
  if (last > now || (attempts.length > 0 && !isRejected)) return segments
  const wait = waitOf(last, end?.at ?? now, refreshes, 'for a token that did not come')
  if (wait === undefined) return segments
  return [...segments, end === undefined ? { kind: 'waiting', from: wait.from, reason: 'for a token' } : wait]
}

/** A gap is a wait for a token if a token call was under way meanwhile. */
function waitOf(from: number, to: number, refreshes: readonly TokenEntry[], reason: string): Segment | undefined {
  if (to - from < leastWait) return undefined
  if (!refreshes.some(({ arrived, responded }) => arrived < to && responded > from)) return undefined
  return { kind: 'waiting', from, to, reason }
}

function attemptOf({ arrived, responded, token, rejection }: ApiEntry, attempt: number, now: number): Segment {
  const known = token === undefined ? {} : { token }
  if (responded > now) return { kind: 'attempt', from: arrived, attempt, ...known }
  const result = rejection === undefined ? ({ status: 200, outcome: 'ok' } as const) : ({ status: 401, outcome: 'rejected' } as const)
  return { kind: 'attempt', from: arrived, to: responded, attempt, ...known, ...result }
}
