import { createDrawing, createSvg } from './drawing.ts'
import type { Layout } from './layout.ts'
import type { Shape } from './shape.ts'
import { rowShapes } from './shapes.ts'

interface RowDrawing {
  readonly group: SVGGElement
  readonly draw: (shapes: readonly Shape[]) => void
  y: number
}

/** The visible part of the rows, px from the top of the first row. */
export interface Extent {
  readonly top: number
  readonly bottom: number
}

/**
 * Returns a function that draws the rows of the requests into the element `parent`. A request keeps its elements as long as it is shown.
 * Rows that are not visible keep their last drawing.
 */
export function createRowDrawings(parent: SVGGElement): (layout: Layout, inView: Extent) => void {
  const drawings = new Map<string, RowDrawing>()
  return (layout, { top, bottom }) => {
    const ids = new Set(layout.rows.map(({ lane }) => lane.id))
    for (const [id, { group }] of drawings)
      if (!ids.has(id)) {
        group.remove()
        drawings.delete(id)
      }
    for (const [index, row] of layout.rows.entries()) {
      const y = index * layout.rowHeight
      const isInView = y + layout.rowHeight >= top && y <= bottom
      const drawing = drawings.get(row.lane.id) ?? (isInView ? addDrawing(row.lane.id) : undefined)
      if (drawing === undefined) continue
      // A row that is not visible is moved, too: otherwise, its last drawing could cover another row.
      if (drawing.y !== y) drawing.group.setAttribute('transform', `translate(0 ${y})`)
      drawing.y = y
      if (isInView) drawing.draw(rowShapes(row, layout))
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
