import { insetOf, type Row } from './layout.ts'
import { round, type Shape } from './shape.ts'

/** A mark in a request's row: the position of its centre, px, and its meaning. */
interface EndMark {
  readonly x: number
  readonly outcome: 'rejected' | 'failed' | 'ended'
}

/** Returns the marks of a request. Marks show attempts that were rejected or failed, and an end of the request without a response. */
export function endShapes({ pieces, end }: Row, rowHeight: number): Shape[] {
  const radius = Math.min(9, rowHeight - insetOf(rowHeight)) / 2
  const attempts = pieces.flatMap(({ x, width, outcome }) =>
    outcome === 'rejected' || outcome === 'failed' ? [{ x: x + width, outcome }] : [],
  )
  if (end === undefined) return attempts.flatMap((mark) => markShapes(mark, rowHeight, radius))
  // A mark at the same place as the request's end mark is not needed.
  const others = attempts.filter(({ x }) => Math.abs(x - end.x) > 2 * radius)
  return [...others, end].flatMap((mark) => markShapes(mark, rowHeight, radius))
}

/** Returns the shapes of a mark: a cross for a rejection, a triangle for a failure, a square for the end of the session. */
function markShapes({ outcome, ...at }: EndMark, rowHeight: number, radius: number): Shape[] {
  const [x, y] = [round(at.x), rowHeight / 2]
  // In low rows, a triangle would look like a dot, so a bar with the height of the row is drawn.
  if (rowHeight < 10 && outcome !== 'rejected')
    return [{ tag: 'rect', attributes: { x: x - 2, y: 0.5, width: 4, height: rowHeight - 1, class: `end ${outcome}` } }]
  const d = pathOf(outcome, x, y, radius)
  const end: Shape = { tag: 'path', attributes: { d, class: `end ${outcome}` } }
  // The mark has an edge, so that it can be seen on a token of any colour.
  return rowHeight < 10 ? [end] : [{ tag: 'path', attributes: { d, class: 'edge' } }, end]
}

function pathOf(outcome: EndMark['outcome'], x: number, y: number, r: number): string {
  if (outcome === 'rejected') return `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`
  if (outcome === 'failed') return `M${x} ${y - r}L${x + r} ${y + r}H${x - r}Z`
  return `M${x - r} ${y - r}H${x + r}V${y + r}H${x - r}Z`
}
