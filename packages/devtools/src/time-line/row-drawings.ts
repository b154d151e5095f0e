import { createDrawing, createSvg } from './drawing.ts'
import type { Layout } from './layout.ts'
import { rowShapes, type Shape } from './shapes.ts'

interface RowDrawing {
  readonly group: SVGGElement
  readonly draw: (shapes: readonly Shape[]) => void
  y: number
}

/** Draws the requests into a parent. A request has the same elements as long as it is shown. */
export function createRowDrawings(parent: SVGGElement): (layout: Layout) => void {
  const drawings = new Map<string, RowDrawing>()
  return (layout) => {
    const ids = new Set(layout.rows.map(({ lane }) => lane.id))
    for (const [id, { group }] of drawings)
      if (!ids.has(id)) {
        group.remove()
        drawings.delete(id)
      }
    for (const [index, row] of layout.rows.entries()) {
      const drawing = drawings.get(row.lane.id) ?? addDrawing(row.lane.id)
      const y = index * layout.rowHeight
      if (drawing.y !== y) drawing.group.setAttribute('transform', `translate(0 ${y})`)
      drawing.y = y
      drawing.draw(rowShapes(row, layout))
    }
  }

  function addDrawing(id: string): RowDrawing {
    const group = createSvg(parent.ownerDocument, 'g')
    parent.append(group)
    const drawing: RowDrawing = { group, draw: createDrawing(group), y: -1 }
    drawings.set(id, drawing)
    return drawing
  }
}
