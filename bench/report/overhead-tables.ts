import type { OverheadRow } from '../suites/overhead.ts'
import { count, figure, ratio } from './format.ts'
import type { Table } from './table.ts'

const titles: Readonly<Record<OverheadRow['transport'], string>> = {
  'no-op': 'over a transport that answers at once',
  function: 'over a plain function in the place of fetch',
  loopback: 'over loopback HTTP with kept connections',
}

/** A table for each method and transport. */
export function overheadTables(rows: readonly OverheadRow[]): Table[] {
  const groups = Map.groupBy(rows, ({ method, transport }) => `${method} ${titles[transport]}`)
  return [...groups].map(([title, group]) => ({
    title,
    rows: [['', 'µs', 'to bare', 'quartiles', 'to no-op hooks', 'bytes more'], ...group.map((row) => cells(row, group))],
  }))
}

function cells(row: OverheadRow, group: readonly OverheadRow[]): string[] {
  const { name, role, time, bytes = 0 } = row
  if (time === undefined || row.ratio === undefined) return [name, `— ${row.cannot}`, '', '', '', '']
  const [bare, floor] = (['bare', 'floor'] as const).map((kind) =>
    group.find((other) => other.client === row.client && other.role === kind),
  )
  const isBare = role === 'bare'
  return [
    name,
    figure(time.median),
    isBare ? '' : ratio(row.ratio.ratio),
    isBare ? '' : `${ratio(row.ratio.lower)}–${ratio(row.ratio.upper)}`,
    isBare || role === 'floor' || floor?.time === undefined ? '' : ratio(time.median / floor.time.median),
    isBare ? '' : count(bytes - (bare?.bytes ?? 0)),
  ]
}
