import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReportedResult } from '@everbearer/testing'
import type { Reporter, TestModule } from 'vitest/node'
import { reportsFolder } from './table/reports.ts'

/** Writes `reports/behaviour/<column>.json` for each column that a run of vitest has shown something of. */
// oxlint-disable-next-line no-default-export -- vitest takes a reporter so
export default class BehaviourReporter implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const columns = resultsOf(modules)
    await mkdir(reportsFolder, { recursive: true })
    await Promise.all(
      [...columns].map(([id, results]) => writeFile(join(reportsFolder, `${id}.json`), `${JSON.stringify({ id, results }, null, 1)}\n`)),
    )
  }
}

function resultsOf(modules: readonly TestModule[]): Map<string, ReportedResult[]> {
  const columns = new Map<string, ReportedResult[]>()
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { column } = test.meta()
      if (column) columns.set(column.id, [...(columns.get(column.id) ?? []), ...column.results])
    }
  }
  return columns
}
