import type { Results, SuiteName } from '../suites/index.ts'
import type { Environment, Report } from './report.ts'
import type { Table } from './table.ts'
import { frontTable, optInTable, purposeTable, sizeTable, tablesOf } from './tables.ts'
import { targetTable } from './targets.ts'

/** Puts a report's tables into a document, each between the markers of its name. A table without markers is left out. */
export function fillDocument(document: string, { environment, results }: Report): string {
  const parts: Readonly<Record<string, string>> = {
    environment: describe(environment),
    targets: renderTable(targetTable(results)),
    ...Object.fromEntries((Object.keys(results) as SuiteName[]).map((name) => [name, render(results, name)])),
    ...(results.expiry && { front: `${renderRows(frontTable(results.expiry))}\n\n${describe(environment)}` }),
    ...(results.size && {
      size: renderTable(sizeTable(results.size.imports)),
      'opt-ins': renderTable(optInTable(results.size.optIns)),
      purposes: renderTable(purposeTable(results.size.purposes)),
    }),
  }
  return document.replaceAll(/(<!-- bench:([a-z-]+) -->\n)[^]*?(<!-- \/bench -->)/g, (whole, begin: string, name: string, end: string) =>
    parts[name] === undefined ? whole : `${begin}${parts[name]}\n${end}`,
  )
}

function render(results: Results, name: SuiteName): string {
  return tablesOf(results, name).map(renderTable).join('\n\n')
}

function renderTable(table: Table): string {
  return [`**${table.title}**`, '', renderRows(table)].join('\n')
}

function renderRows({ rows: [head = [], ...others] }: Table): string {
  const rule = head.map((_cell, column) => (column === 0 ? '---' : '--:'))
  return [line(head), line(rule), ...others.map(line)].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function describe({ date, node, processor, cores, load, effort }: Environment): string {
  const kind = effort === 'full' ? 'A full run' : 'A quick run, good for a first look only'
  return `${kind} of ${date}: Node ${node.slice(1)}, ${processor}, ${cores} cores, load up to ${load}.`
}
