import type { CoordinatorEvents } from '@everbearer/core'
import { add, addMark, type EventContext, type RecordedRefresh, type Recording, replace } from './recording.ts'
import { openToken } from './record-session.ts'

/** Tolerated difference between the time of an event and the time that is computed from the event's data, ms. */
const slack = 5

/** Records that a caller begins to wait for a refresh. */
export function recordWaiting(recording: Recording, event: CoordinatorEvents['waiting'], context: EventContext): Recording {
  return changeOpen(recording, context, context.at - event.elapsed, ({ waits }) => ({
    reason: event.reason,
    waits: [...waits, context.at],
  }))
}

/** Records that a token request has failed. The refresh may still succeed, by another token request. */
export function recordFailedAttempt(recording: Recording, event: CoordinatorEvents['attempt-failed'], context: EventContext): Recording {
  const marked = addMark(recording, context, 'trouble', `token request failed${event.status === undefined ? '' : ` (${event.status})`}`)
  return changeOpen(marked, context, context.at, () => ({ grant: event.grant }))
}

/** Records that a refresh token is sent again, as an earlier token request got no response. The server may have used the refresh token. */
export function recordUnknownOutcome(recording: Recording, context: EventContext): Recording {
  const marked = addMark(recording, context, 'trouble', 'refresh token sent again')
  const note = 'No response came to the refresh token: the server may have used it. It was sent again.'
  return changeOpen(marked, context, context.at, () => ({ outcome: 'unknown', note }))
}

type Outcome = 'ok' | 'failed' | 'superseded'

/**
 * Records the end of a refresh.
 *
 * @param note - advice for people about the result
 */
export function recordRefreshEnd(
  recording: Recording,
  event: CoordinatorEvents['refresh' | 'refresh-failed' | 'refresh-superseded'],
  outcome: Outcome,
  note: string | undefined,
  context: EventContext,
): Recording {
  const from = context.at - event.duration
  const ended = changeOpen(recording, context, from, (before) => ({
    from,
    to: context.at,
    reason: event.reason,
    outcome,
    waiters: event.waiters,
    ...('grant' in event && event.grant !== undefined && { grant: event.grant }),
    ...('generation' in event && { token: event.generation }),
    ...(note !== undefined && { note: [before.note, note].filter(Boolean).join(' ') }),
  }))
  return 'generation' in event ? openToken(ended, event.generation, context) : ended
}

/**
 * Returns the refresh for which a request has waited from the time `since` on: the refresh that brought the request's token, or else the
 * last refresh. Undefined: no refresh was in progress after `since`.
 */
export function refreshBehind(recording: Recording, source: number, since: number, token: number | undefined): RecordedRefresh | undefined {
  const own = recording.refreshes.filter((refresh) => refresh.source === source && (refresh.to ?? Infinity) >= since - slack)
  return own.findLast((refresh) => token !== undefined && refresh.token === token) ?? own.at(-1)
}

/**
 * Removes one wait from a refresh: the oldest wait that began at or after `since`. Called when a request has reported the end of its wait.
 *
 * @returns the changed recording and the start of the wait; `began` is undefined if there was no such wait
 */
export function claimWait(
  recording: Recording,
  refresh: RecordedRefresh | undefined,
  since: number,
): { readonly recording: Recording; readonly began: number | undefined } {
  const index = refresh?.waits.findIndex((wait) => wait >= since - slack) ?? -1
  if (refresh === undefined || index < 0) return { recording, began: undefined }
  const waits = refresh.waits.toSpliced(index, 1)
  return { recording: replace(recording, 'refreshes', refresh, { ...refresh, waits }), began: refresh.waits[index] }
}

/**
 * Changes the refresh in progress. A refresh in the background has no event for its start, so its first event adds the refresh.
 *
 * @param from - time when the refresh began, ms
 */
function changeOpen(
  recording: Recording,
  { source, client }: EventContext,
  from: number,
  change: (before: RecordedRefresh) => Partial<RecordedRefresh>,
): Recording {
  const open = recording.refreshes.findLast((refresh) => refresh.source === source && refresh.to === undefined)
  if (open !== undefined) return replace(recording, 'refreshes', open, { ...open, ...change(open) })
  const last = recording.refreshes.at(-1)
  const number = last === undefined ? 1 : Number(last.id.slice(1)) + 1
  const begun: RecordedRefresh = { id: `r${number}`, source, from, waits: [], ...(client !== undefined && { client }) }
  return add(recording, 'refreshes', { ...begun, ...change(begun) })
}
