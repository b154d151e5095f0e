import { withClient } from './descriptions.ts'
import { endShapes } from './end-shapes.ts'
import { hasText, insetOf, type Layout, type Piece, type Row, type Track } from './layout.ts'
import { line, rect, type Shape, textShape } from './shape.ts'
import { tokenStyle } from './token-style.ts'

/** The positions of the chart's head, px: the top of its marks, sessions, tokens and refreshes, and its total height. */
export interface Head {
  readonly marks: number
  readonly sessions: number
  readonly tokens: number
  readonly refreshes: number
  readonly height: number
}

/** Height of a row in the chart's head (the rows above the requests), px. */
export const headRow = 18
/** Width of a digit in the font of the chart, px. The width of each text is estimated by this value. */
const digit = 7

/** Computes where the rows above the requests begin: the rows of marks, sessions, tokens and refreshes. */
export function headOf({ sessions, tokens, refreshes }: Layout): Head {
  const marks = headRow
  const first = 2 * headRow
  const second = first + sessions.levels * headRow
  const third = second + tokens.levels * headRow
  return { marks, sessions: first, tokens: second, refreshes: third, height: third + refreshes.levels * headRow + 4 }
}

/** Returns the shapes of the chart's head: axis, marks, sessions, tokens and refreshes. */
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

/** Short texts for the bar of a refresh that has no space for a word. */
const shortOutcomes: Readonly<Record<string, string>> = { failed: '✕', unknown: '?' }

/** Returns the shapes behind the rows: the steps of the axis, the shortened times and the marks. */
export function gridShapes({ ticks, cuts, marks }: Layout, height: number, top = 0): Shape[] {
  return [
    ...cuts.map(({ x, width }) => rect(x, top, width, height - top, 'cut')),
    ...ticks.map(({ x }) => line(x, top, height, 'grid')),
    ...marks.map(({ x, mark }) => line(x, top, height, `mark ${mark.kind}`)),
  ]
}

/** Returns the shapes of one request. */
export function rowShapes(row: Row, layout: Layout): Shape[] {
  // The end marks are drawn after the bars, so that the next attempt does not cover the end mark of an attempt.
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

/** Returns the class of a text on a bar. On the pattern of a token, an edge in the token's colour makes the text easy to read. */
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

/** Returns texts that stay within the width. A text that would cover the previous text is omitted, as a table also shows the data. */
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
