import type { TimeLineData } from './data.ts'
import { describeLane, describeRefresh, duration, withClient } from './descriptions.ts'

/** The cells of one line of the table: a session, token, refresh, request or mark; its start; its duration; and what happened. */
export type TableLine = readonly [what: string, began: string, took: string, happened: string]

/** The headings of the table. */
export const tableHeadings: TableLine = ['What', 'Began after', 'Took', 'What happened']

/** Returns the content of a time line as texts, in the order of time. */
export function tableLines(data: TimeLineData): TableLine[] {
  const { now } = data
  const lines = [
    ...data.sessions.map(({ session, from, to, client, note = '' }) => ({
      from,
      cells: [withClient(client, `Session ${session}`), took(from, to), note] as const,
    })),
    ...data.tokens.map(({ token, session, from, to, goodUntil, client }) => {
      const life = goodUntil === undefined ? 'lifetime unknown' : `good for ${duration(goodUntil - from)}`
      return { from, cells: [withClient(client, `Token ${token} of session ${session}`), took(from, to), life] as const }
    }),
    ...data.refreshes.map((refresh) => {
      const { title, steps } = describeRefresh(refresh, now)
      return { from: refresh.from, cells: [title, took(refresh.from, refresh.to), steps.slice(1).join('; ')] as const }
    }),
    ...data.lanes.map((lane) => {
      const { title, steps } = describeLane(lane, now)
      return { from: lane.from, cells: [title, took(lane.from, lane.to), steps.join('; ')] as const }
    }),
    ...data.marks.map(({ at, label }) => ({ from: at, cells: [label, '', ''] as const })),
  ]
  const start = Math.min(now, ...lines.map(({ from }) => from))
  return lines
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, cells: [what, length, happened] }) => [what, duration(from - start), length, happened])
}

/** Returns the duration of a span in words. */
function took(from: number, to: number | undefined): string {
  return to === undefined ? 'in progress' : duration(to - from)
}

/** Shows lines in the body of a table. Rows that have not changed are reused. */
export function fillTable(body: HTMLTableSectionElement, lines: readonly TableLine[]): void {
  const { ownerDocument: document } = body
  for (const [index, line] of lines.entries()) {
    const row = body.rows[index] ?? body.insertRow()
    for (const [place, text] of line.entries()) {
      const cell = row.cells[place] ?? row.appendChild(document.createElement(place === 0 ? 'th' : 'td'))
      if (place === 0) cell.scope = 'row'
      if (cell.textContent !== text) cell.textContent = text
    }
  }
  while (body.rows.length > lines.length) body.deleteRow(-1)
}
