import type { Lane, Mark, RefreshSpan, TimeLineData } from './data.ts'
import { levelsOf } from './levels.ts'
import { ticksOf, type Tick } from './ticks.ts'
import { createTimeScale, type TimeScale, type TimeSpan } from './time-scale.ts'

/** Position and width of a bar in the chart, px. */
export interface Bar {
  readonly x: number
  readonly width: number
  /** Number of the row in which the bar is drawn, from 0. */
  readonly level: number
}

/** The bars of one kind, such as sessions, in up to three rows. Bars that overlap in time are in different rows while a row is free. */
export interface Track<Item> {
  readonly bars: readonly (Bar & { readonly item: Item })[]
  readonly levels: number
}

/** A wait or an attempt of a request, with its position and width in px. */
export interface Piece {
  readonly kind: 'waiting' | 'attempt'
  readonly x: number
  readonly width: number
  /** Number of the token that the attempt carries; undefined: the attempt has no token, or the piece is a wait. */
  readonly token: number | undefined
  readonly outcome: 'ok' | 'rejected' | 'failed' | undefined
}

/** The row of a request. Positions are in px. */
export interface Row {
  readonly lane: Lane
  readonly pieces: readonly Piece[]
  /** The end of a request whose caller got an error instead of a response: position and outcome. Undefined: any other request. */
  readonly end: { readonly x: number; readonly outcome: 'failed' | 'ended' } | undefined
}

/** The positions of the parts of a time line, px. The chart begins at `left` and is `width` wide. */
export interface Layout {
  readonly left: number
  readonly width: number
  /** Width of the space for texts on the left and on the right of the chart. */
  readonly textWidth: { readonly before: number; readonly after: number }
  readonly rowHeight: number
  readonly rows: readonly Row[]
  readonly ticks: readonly Tick[]
  readonly cuts: readonly { readonly x: number; readonly width: number }[]
  readonly marks: readonly { readonly x: number; readonly mark: Mark }[]
  readonly sessions: Track<TimeLineData['sessions'][number]>
  readonly tokens: Track<TimeLineData['tokens'][number]>
  readonly refreshes: Track<RefreshSpan>
}

/** The available space of a chart, px. */
export interface Room {
  readonly width: number
  /** Total height of the rows. If the rows need more height, they scroll. */
  readonly height: number
  /** Minimum height of a row. @default 5 */
  readonly leastRow?: number | undefined
}

const [leastRowWithText, mostRow] = [14, 22]
/** Minimum width of a bar, px. A narrower bar would be invisible. */
const leastBar = 2

/** Computes the positions of the parts of a time line. The rows are as high as the space allows. */
export function layoutOf(data: TimeLineData, room: Room): Layout {
  const { leastRow = 5 } = room
  const rowHeight = Math.min(mostRow, Math.max(leastRow, Math.floor(room.height / Math.max(1, data.lanes.length))))
  const isNarrow = room.width < 480
  const textWidth = { before: isNarrow ? 76 : 170, after: rowHeight < leastRowWithText ? 6 : isNarrow ? 64 : 88 }
  const width = Math.max(40, room.width - textWidth.before - textWidth.after)
  const scale = createTimeScale([data, ...(data.beside ?? [])].flatMap(busySpans), data.now, width)
  const bar = (from: number, to: number | undefined): { x: number; width: number } => {
    const x = scale.at(from)
    return { x, width: Math.max(leastBar, scale.at(to ?? data.now) - x) }
  }
  const trackOf = <Item extends { readonly from: number; readonly to?: number }>(items: readonly Item[]): Track<Item> => {
    const levels = levelsOf(items, data.now)
    const bars = items.map((item, index) => ({ item, level: levels[index] ?? 0, ...bar(item.from, item.to) }))
    return { bars, levels: Math.max(1, ...levels.map((level) => level + 1)) }
  }

  return {
    left: textWidth.before,
    width,
    textWidth,
    rowHeight,
    rows: data.lanes.map((lane) => ({ lane, pieces: piecesOf(lane, bar), end: endOf(lane, scale) })),
    ticks: ticksOf(scale, width),
    cuts: scale.cuts.map(({ from, to }) => bar(from, to)),
    marks: data.marks.filter(({ at }) => isWithin(scale, at)).map((mark) => ({ mark, x: scale.at(mark.at) })),
    sessions: trackOf(data.sessions),
    tokens: trackOf(data.tokens),
    refreshes: trackOf(data.refreshes),
  }
}

/** Checks whether the rows are high enough for texts. */
export function hasText({ rowHeight }: Pick<Layout, 'rowHeight'>): boolean {
  return rowHeight >= leastRowWithText
}

/** Returns the space above a bar plus the space below, px. */
export function insetOf(rowHeight: number): number {
  return rowHeight < 10 ? 1 : 3
}

function piecesOf(lane: Lane, bar: (from: number, to: number | undefined) => { x: number; width: number }): Piece[] {
  const last = lane.segments.length - 1
  return lane.segments.map((segment, index) => ({
    kind: segment.kind,
    // A segment without an end lasts until the next segment. The last segment lasts as long as the call.
    ...bar(segment.from, segment.to ?? (index === last ? lane.to : lane.segments[index + 1]?.from)),
    token: segment.kind === 'attempt' ? segment.token : undefined,
    outcome: segment.kind === 'attempt' ? segment.outcome : undefined,
  }))
}

function endOf({ outcome, to }: Lane, scale: TimeScale): Row['end'] {
  if (to === undefined || (outcome !== 'failed' && outcome !== 'ended')) return undefined
  return { x: scale.at(to), outcome }
}

/** Returns the busy times, in which something happens: requests and refreshes, marks, and the starts of tokens and sessions. */
function busySpans({ lanes, refreshes, tokens, sessions, marks, now }: TimeLineData): TimeSpan[] {
  const moments = [...marks.map(({ at }) => at), ...tokens.map(({ from }) => from), ...sessions.map(({ from }) => from)]
  return [
    ...[...lanes, ...refreshes].map(({ from, to }) => ({ from, to: to ?? now })),
    ...moments.map((moment) => ({ from: moment, to: moment })),
  ]
}

function isWithin(scale: TimeScale, time: number): boolean {
  return time >= scale.from && time <= scale.to
}
