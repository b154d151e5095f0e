import type { CoordinatorEvents, LogLevel } from '@everbearer/core'
import type { Lane, Mark, RefreshSpan, SessionSpan, TokenSpan } from '../time-line/index.ts'

/** Something that belongs to one coordinator. `source` is the number that the devtools gave to this coordinator. */
interface OfSource {
  readonly source: number
}

/** A request as recorded. */
export interface RecordedLane extends Lane, OfSource {
  /** The event, if the request was sent without a token. */
  readonly skipped?: CoordinatorEvents['skipped']
}

/** A refresh as recorded. */
export interface RecordedRefresh extends RefreshSpan, OfSource {
  /** The start of each wait that has not ended yet, ms: one entry for each caller. */
  readonly waits: readonly number[]
}

export type RecordedSession = SessionSpan & OfSource
export type RecordedToken = TokenSpan & OfSource

/** A line for people, with how often it came. */
export interface Message extends OfSource {
  readonly at: number
  readonly level: LogLevel
  readonly text: string
  readonly client?: string
  readonly count: number
}

/** Trouble of one coordinator that lasts. */
export interface Trouble {
  /** End of the cooldown, ms. */
  readonly cooldownUntil?: number
  readonly isStoreFailing?: boolean
}

/** All that the devtools know. Each list is bounded, and has the oldest first. */
export interface Recording {
  readonly lanes: readonly RecordedLane[]
  readonly refreshes: readonly RecordedRefresh[]
  readonly sessions: readonly RecordedSession[]
  readonly tokens: readonly RecordedToken[]
  readonly marks: readonly Mark[]
  readonly messages: readonly Message[]
  /** By source. */
  readonly troubles: Readonly<Record<number, Trouble>>
}

type ListName = Exclude<keyof Recording, 'troubles'>

/** Maximum number of entries of each list. A page may be open for days. */
export const mostEntries: Readonly<Record<ListName, number>> = {
  lanes: 200,
  refreshes: 100,
  sessions: 30,
  tokens: 100,
  marks: 100,
  messages: 100,
}

export const emptyRecording: Recording = { lanes: [], refreshes: [], sessions: [], tokens: [], marks: [], messages: [], troubles: {} }

/** Where and when an event came. */
export interface EventContext extends OfSource {
  /** ms on the clock of the recording. */
  readonly at: number
  /** Name of the coordinator, if there are several. */
  readonly client?: string
  /** When the present token expires, ms on the clock of the recording. Undefined: unknown. */
  readonly goodUntil?: number
}

/** Adds an entry to a list. The oldest entry goes if the list is full. */
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

/** Adds a mark. */
export function addMark(recording: Recording, { at }: EventContext, kind: Mark['kind'], label: string): Recording {
  return add(recording, 'marks', { at, kind, label })
}

function lasts({ to }: { readonly to?: number }): boolean {
  return to === undefined
}

/** Forgets what has ended. Sessions, tokens and requests that last stay. */
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
