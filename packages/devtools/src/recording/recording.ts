import type { CoordinatorEvents, LogLevel } from '@everbearer/core'
import type { Lane, Mark, RefreshSpan, SessionSpan, TokenSpan } from '../time-line/index.ts'

/** A part of a recording that belongs to one coordinator. `source` is the devtools' number for this coordinator. */
interface OfSource {
  readonly source: number
}

/** A recorded request, as a row of the time line that belongs to one coordinator. */
export interface RecordedLane extends Lane, OfSource {
  /** The event `skipped`, which tells why the request was sent without a token; undefined: there was no such event. */
  readonly skipped?: CoordinatorEvents['skipped']
}

/** A recorded refresh, with the waits whose end no request has reported. */
export interface RecordedRefresh extends RefreshSpan, OfSource {
  /** The start of each wait whose end no request has reported, ms: one entry for each caller. */
  readonly waits: readonly number[]
}

export type RecordedSession = SessionSpan & OfSource
export type RecordedToken = TokenSpan & OfSource

/** A message for people, and the number of its repetitions. */
export interface Message extends OfSource {
  readonly at: number
  readonly level: LogLevel
  readonly text: string
  readonly client?: string
  readonly count: number
}

/** Problems of one coordinator that have not ended yet. */
export interface Trouble {
  /** End of the cooldown, in which no token request is sent after failed refreshes. In ms on the clock of the recording. */
  readonly cooldownUntil?: number
  readonly isStoreFailing?: boolean
}

/** The data that the devtools have recorded. Each list has a maximum length, and its oldest entries are first. */
export interface Recording {
  readonly lanes: readonly RecordedLane[]
  readonly refreshes: readonly RecordedRefresh[]
  readonly sessions: readonly RecordedSession[]
  readonly tokens: readonly RecordedToken[]
  readonly marks: readonly Mark[]
  readonly messages: readonly Message[]
  /** Problems of each coordinator, by the devtools' number for the coordinator. */
  readonly troubles: Readonly<Record<number, Trouble>>
}

type ListName = Exclude<keyof Recording, 'troubles'>

/** Maximum number of entries of each list, to save memory. A page may be open for days. */
export const mostEntries: Readonly<Record<ListName, number>> = {
  lanes: 200,
  refreshes: 100,
  sessions: 30,
  tokens: 100,
  marks: 100,
  messages: 100,
}

export const emptyRecording: Recording = { lanes: [], refreshes: [], sessions: [], tokens: [], marks: [], messages: [], troubles: {} }

/** The coordinator and the time of an event. */
export interface EventContext extends OfSource {
  /** Time of the event, ms on the clock of the recording. */
  readonly at: number
  /** Name that `showDevtools()` got for the coordinator or pool, if any. For a pool, `account` and the account's number follow. */
  readonly client?: string
  /** Time when the present token expires, ms on the clock of the recording. Undefined: unknown. */
  readonly goodUntil?: number
}

/** Adds an entry to a list. If the list is full, the oldest entry is removed. */
export function add<Name extends ListName>(recording: Recording, name: Name, entry: Recording[Name][number]): Recording {
  const list = recording[name] as readonly Recording[Name][number][]
  return { ...recording, [name]: [...list.slice(Math.max(0, list.length - mostEntries[name] + 1)), entry] }
}

/** Replaces one entry of a list. */
export function replace<Name extends ListName>(
  recording: Recording,
  name: Name,
  before: Recording[Name][number],
  after: Recording[Name][number],
): Recording {
  const list = recording[name] as readonly Recording[Name][number][]
  return { ...recording, [name]: list.map((entry) => (entry === before ? after : entry)) }
}

/** Adds a mark to the recording: a line on the time line, with a label, at the time of the event. */
export function addMark(recording: Recording, { at }: EventContext, kind: Mark['kind'], label: string): Recording {
  return add(recording, 'marks', { at, kind, label })
}

function lasts({ to }: { readonly to?: number }): boolean {
  return to === undefined
}

/** Removes all marks, all messages, and the entries that have ended. Sessions, tokens, refreshes and requests without an end stay. */
export function withoutEnded(recording: Recording): Recording {
  return {
    ...emptyRecording,
    lanes: recording.lanes.filter(lasts),
    refreshes: recording.refreshes.filter(lasts),
    sessions: recording.sessions.filter(lasts),
    tokens: recording.tokens.filter(lasts),
    troubles: recording.troubles,
  }
}
