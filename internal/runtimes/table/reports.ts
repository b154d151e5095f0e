import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ColumnReport, ReportedResult } from '@everbearer/testing'
import type { Column } from '../columns.ts'

export const reportsFolder: string = join(import.meta.dirname, '..', '..', '..', 'reports', 'behaviour')

/** What was reported of a column, by behaviour. */
export type ColumnResults = ReadonlyMap<string, ReportedResult>

/** What the last run has reported; a column that is missing was not run. */
export async function readReports(columns: readonly Column[]): Promise<ReadonlyMap<Column, ColumnResults>> {
  const reports = new Map<Column, ColumnResults>()
  for (const column of columns) {
    const text = await readFile(join(reportsFolder, `${column.id}.json`), 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const { results } = JSON.parse(text) as ColumnReport
    reports.set(column, new Map(results.map((result) => [result.name, result])))
  }
  return reports
}

/** Columns of which not every behaviour was reported, or one as failed. */
export function incomplete(
  columns: readonly Column[],
  behaviours: readonly { readonly name: string }[],
  reports: ReadonlyMap<Column, ColumnResults>,
): Column[] {
  const isShown = (column: Column, name: string): boolean => ['passed', 'limited'].includes(reports.get(column)?.get(name)?.status ?? '')
  return columns.filter((column) => !behaviours.every(({ name }) => isShown(column, name)))
}
