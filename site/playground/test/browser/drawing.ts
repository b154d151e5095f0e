import type { Page } from './visitor.ts'

/** What the time line of a side shows. */
export interface Drawing {
  /** The steps of the axis: text and place, px. */
  readonly axis: readonly string[]
  readonly width: number
  /** How many marks of each kind stand at the end of a request. */
  readonly failed: number
  readonly ended: number
  /** How far from the left the marks are, as shares of the chart. */
  readonly places: readonly number[]
  /** The lines of the table, once it is open. */
  readonly table: readonly string[]
}

/** Reads both time lines, once they have been drawn: ours first. */
export async function readDrawings(page: Page): Promise<readonly [Drawing, Drawing]> {
  const [ours, rival] = await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
    return Array.from(document.querySelectorAll('.playground .side .chart > div'), ({ shadowRoot }) => {
      const all = <Kind extends Element>(selector: string): Kind[] => Array.from(shadowRoot!.querySelectorAll<Kind>(selector))
      const marks = all('.end.failed, .end.ended')
      const lanes = all('.lanes')[0]!.getBoundingClientRect()
      return {
        axis: all('.head text.axis').map((tick) => `${tick.textContent} at ${tick.getAttribute('x')}`),
        width: lanes.width,
        failed: marks.filter((mark) => mark.matches('.failed')).length,
        ended: marks.filter((mark) => mark.matches('.ended')).length,
        places: marks.map((mark) => (mark.getBoundingClientRect().left - lanes.left) / lanes.width),
        table: all<HTMLTableRowElement>('tbody tr').map(({ cells }) => Array.from(cells, (cell) => cell.textContent).join(' | ')),
      }
    })
  })
  return [ours!, rival!]
}
