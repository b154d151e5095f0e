import { withClient } from './descriptions.ts'
import { endShapes } from './end-shapes.ts'
import { hasText, insetOf, type Layout, type Piece, type Row, type Track } from './layout.ts'
import { line, rect, type Shape, textShape } from './shape.ts'
import { tokenStyle } from './token-style.ts'

/** The rows of the head, from top to bottom, and where each begins, px. */
export interface Head {
  readonly marks: number
  readonly sessions: number
  readonly tokens: number
  readonly refreshes: number
  readonly height: number
}

/** Height of a row of the head, px. */
export const headRow = 18
/** Width of a digit, px, of the font of the chart. */
const digit = 7

/** Where the rows of the head are. */
export function headOf({ sessions, tokens, refreshes }: Layout): Head {
  const marks = headRow
  const first = 2 * headRow
  const second = first + sessions.levels * headRow
  const third = second + tokens.levels * headRow
  return { marks, sessions: first, tokens: second, refreshes: third, height: third + refreshes.levels * headRow + 4 }
}

/** The head of the chart: axis, marks, sessions, tokens and refreshes. */
export function headShapes(layout: Layout, head: Head, now: number): Shape[] {
  return [
    ...gridShapes(layout, head.height, head.marks),
    ...tickTexts(layout),
    ...markTexts(layout, head.marks),
    ...trackShapes(layout.sessions, head.sessions, (bar) => ({
      className: 'session',
      text: withClient(bar.item.client, `session ${bar.item.session}`),
    })),
    ...trackShapes(layout.tokens, head.tokens, ({ item }) => ({
      className: item.goodUntil !== undefined && item.goodUntil <= now ? 'token expired' : 'token',
      token: item.token,
      text: withClient(item.client, `token ${item.token}`),
      short: `${item.token}`,
    })),
    ...trackShapes(layout.refreshes, head.refreshes, ({ item }) => ({
      className: `refresh ${item.outcome ?? 'open'}`,
      text: withClient(item.client, item.outcome === undefined || item.outcome === 'ok' ? 'refresh' : item.outcome),
      short: shortOutcomes[item.outcome ?? 'open'],
    })),
  ]
}

/** What stands on the bar of a refresh that has no room for a word. */
const shortOutcomes: Readonly<Record<string, string>> = { failed: '✕', unknown: '?' }

/** Lines behind the rows: the steps of the axis, the shortened times and the marks. */
export function gridShapes({ ticks, cuts, marks }: Layout, height: number, top = 0): Shape[] {
  return [
    ...cuts.map(({ x, width }) => rect(x, top, width, height - top, 'cut')),
    ...ticks.map(({ x }) => line(x, top, height, 'grid')),
    ...marks.map(({ x, mark }) => line(x, top, height, `mark ${mark.kind}`)),
  ]
}

/** One request. */
export function rowShapes(row: Row, layout: Layout): Shape[] {
  // The next attempt must not cover the end of the attempt before.
  return [...row.pieces.flatMap((piece) => pieceShapes(piece, layout.rowHeight, hasText(layout))), ...endShapes(row, layout.rowHeight)]
}

function pieceShapes(piece: Piece, rowHeight: number, withText: boolean): Shape[] {
  const { x, width, token } = piece
  const inset = insetOf(rowHeight)
  const height = rowHeight - inset
  if (piece.kind === 'waiting') return [rect(x, inset / 2 + height / 4, width, height / 2, withText ? 'waiting' : 'waiting low')]
  const shapes = [rect(x, inset / 2, width, height, token === undefined ? 'attempt bare' : 'attempt', token)]
  const text = String(token)
  if (withText && token !== undefined && width > text.length * digit + 6)
    shapes.push(textShape(x + 4, rowHeight / 2 + 4, textClass('token', token), text))
  return shapes
}

interface BarStyle {
  readonly className: string
  readonly text: string
  readonly short?: string | undefined
  readonly token?: number
}

function trackShapes<Item>(track: Track<Item>, top: number, styleOf: (bar: Track<Item>['bars'][number]) => BarStyle): Shape[] {
  return track.bars.flatMap((bar) => {
    const { className, text, short, token } = styleOf(bar)
    const y = top + bar.level * headRow + 1
    const shown = [text, short].find((each) => each !== undefined && bar.width > each.length * digit + 6)
    return [
      rect(bar.x, y, bar.width, headRow - 3, className, token),
      ...(shown === undefined ? [] : [textShape(bar.x + 4, y + 12, textClass(className, token), shown)]),
    ]
  })
}

/** A text on the bar of a token has an edge in the colour of the bar: patterns would make the text hard to read. */
function textClass(className: string, token: number | undefined): string {
  return token === undefined ? className : `${className} edge-${tokenStyle(token).colour}`
}

function tickTexts({ ticks, width }: Layout): Shape[] {
  return textsInRow(
    ticks.map(({ x, text }) => ({ x, text, className: 'axis' })),
    12,
    width,
  )
}

function markTexts({ marks, width }: Layout, top: number): Shape[] {
  return textsInRow(
    marks.map(({ x, mark }) => ({ x: x + 2, text: mark.label, className: `mark ${mark.kind}` })),
    top + 12,
    width,
  )
}

/** Texts that stay within the width. A text that would cover the text before it is left out: the table has all texts. */
function textsInRow(texts: readonly { x: number; text: string; className: string }[], y: number, width: number): Shape[] {
  let end = -Infinity
  return texts.flatMap(({ x, text, className }) => {
    const length = text.length * digit
    const start = Math.max(0, Math.min(x, width - length))
    if (start < end) return []
    end = start + length
    return [textShape(start, y, className, text)]
  })
}
