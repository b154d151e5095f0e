import type { CoordinatorEvents, RequestEvents } from '@everbearer/core'
import type { Segment } from '../time-line/index.ts'
import { waitReason, skipNote } from './reasons.ts'
import { claimWait, refreshBehind } from './record-refresh.ts'
import { correctSession, openToken } from './record-session.ts'
import { add, type EventContext, type RecordedLane, type Recording, replace } from './recording.ts'

type Recorder<Name extends keyof RequestEvents> = (
  recording: Recording,
  event: CoordinatorEvents[Name],
  context: EventContext,
  note: string,
) => Recording

/** For each event of a request: a function that returns the changed recording. Its parameter `note` is the text of the event for people. */
export const requestRecorders: { readonly [Name in keyof RequestEvents]: Recorder<Name> } = {
  skipped: (recording, event, context) =>
    putLane(recording, { ...laneOf(recording, event, context), outcome: 'skipped', note: skipNote(event), skipped: event }),

  waited(recording, event, context) {
    const from = context.at - event.duration
    const refresh = refreshBehind(recording, context.source, from, event.generation)
    const wait: Segment = { kind: 'waiting', from, to: context.at, reason: waitReason(refresh?.reason) }
    const lane = laneOf(recording, event, { ...context, at: from })
    return putLane(claimWait(recording, refresh, from).recording, { ...lane, segments: [...lane.segments, wait] })
  },

  attempt(recording, event, context) {
    const { generation, attempt, session } = event
    const lane = laneOf(recording, event, context)
    const segment: Segment = {
      kind: 'attempt',
      from: context.at,
      attempt,
      ...(generation !== undefined && { token: generation }),
    }
    const sent = putLane(recording, { ...lane, segments: [...lane.segments, segment] })
    if (generation === undefined) return sent
    // The devtools may have been opened after the token came, so the token may be missing. An attempt with an older token changes nothing.
    const hasToken = recording.tokens.some((token) => token.source === context.source && token.token >= generation)
    return correctSession(hasToken ? sent : openToken(sent, generation, context), generation, session, context.source)
  },

  replay(recording, event, context) {
    const lane = laneOf(recording, event, context)
    const sentAt = context.at - event.duration
    const refresh = refreshBehind(recording, context.source, sentAt, event.generation)
    // If there is no wait for this request, the request has found a newer token without waiting.
    const claim = refresh?.token === event.generation ? claimWait(recording, refresh, sentAt) : { recording, began: undefined }
    const rejectedAt = claim.began ?? context.at
    const wait: Segment[] =
      claim.began === undefined ? [] : [{ kind: 'waiting', from: rejectedAt, to: context.at, reason: waitReason(refresh?.reason) }]
    return putLane(claim.recording, { ...lane, segments: [...endLast(lane.segments, rejectedAt, { outcome: 'rejected' }), ...wait] })
  },

  ignored(recording, event, context, note) {
    const lane = laneOf(recording, event, context)
    const segments = endLast(lane.segments, context.at, { status: event.status, outcome: 'rejected' })
    return putLane(recording, { ...lane, segments, outcome: 'ignored', note })
  },

  finished(recording, event, context, note) {
    const known = findLane(recording, event, context)
    const from = context.at - event.duration
    // The request was sent, but its entry was dropped, as the list is full.
    if (known === undefined && event.attempts > 0) return recording
    const lane = known ?? laneOf(recording, event, { ...context, at: from })
    const isFailure = event.status === undefined || event.status >= 500
    const outcome = lane.outcome ?? (event.error === 'ERR_SESSION_ENDED' ? 'ended' : isFailure ? 'failed' : 'ok')
    const end = { ...(event.status !== undefined && { status: event.status }), outcome: isFailure ? 'failed' : 'ok' } as const
    const refresh = event.attempts === 0 ? refreshBehind(recording, context.source, from, undefined) : undefined
    const wait: Segment[] = event.attempts > 0 ? [] : [{ kind: 'waiting', from, to: context.at, reason: waitReason(refresh?.reason) }]
    const notes = [lane.note, event.error, refresh?.note, lane.skipped !== undefined && event.status === 401 ? note : undefined]
    const text = notes.filter((each) => each !== undefined).join('. ')
    const claimed = event.attempts === 0 ? claimWait(recording, refresh, from).recording : recording
    return putLane(claimed, {
      ...lane,
      to: context.at,
      outcome,
      segments: [...endLast(lane.segments, context.at, end), ...wait],
      ...(text !== '' && { note: text }),
    })
  },
}

function findLane(recording: Recording, { request }: { readonly request: number }, { source }: EventContext): RecordedLane | undefined {
  const id = idOf(source, request)
  return recording.lanes.findLast((lane) => lane.id === id)
}

/** Returns the recorded request to which the event belongs, or a new entry if the request is not recorded. */
function laneOf(recording: Recording, event: CoordinatorEvents[keyof RequestEvents], context: EventContext): RecordedLane {
  const { source, client, at } = context
  return (
    findLane(recording, event, context) ?? {
      id: idOf(source, event.request),
      label: `${event.method} ${event.origin}`,
      source,
      from: at,
      segments: [],
      ...(client !== undefined && { client }),
    }
  )
}

function idOf(source: number, request: number): string {
  return `${source}-${request}`
}

function putLane(recording: Recording, lane: RecordedLane): Recording {
  const before = recording.lanes.findLast(({ id }) => id === lane.id)
  return before === undefined ? add(recording, 'lanes', lane) : replace(recording, 'lanes', before, lane)
}

/**
 * Returns the segments (waits and attempts) of a request. If the last segment is an attempt in progress, the attempt ends at the time `to`,
 * with the data in `end`.
 */
function endLast(segments: readonly Segment[], to: number, end: Partial<Extract<Segment, { kind: 'attempt' }>>): Segment[] {
  const last = segments.at(-1)
  if (last?.kind !== 'attempt' || last.to !== undefined) return segments.slice()
  return [...segments.slice(0, -1), { ...last, ...end, to }]
}
