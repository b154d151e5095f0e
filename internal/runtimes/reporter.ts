import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReportedResult } from '@everbearer/testing/conformance'
import type { Reporter, TestModule } from 'vitest/node'
import { reportsFolder } from './table/reports.ts'

/** Writes `reports/behaviour/<target>.json` for each target of which a run of vitest has results. */
// oxlint-disable-next-line no-default-export -- vitest takes a reporter so
export default class BehaviourReporter implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const targets = resultsOf(modules)
    await mkdir(reportsFolder, { recursive: true })
    await Promise.all(
      [...targets].map(([id, results]) => writeFile(join(reportsFolder, `${id}.json`), `${JSON.stringify({ id, results }, null, 1)}\n`)),
    )
  }
}

function resultsOf(modules: readonly TestModule[]): Map<string, ReportedResult[]> {
  const targets = new Map<string, ReportedResult[]>()
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { target } = test.meta()
      if (target) targets.set(target.id, [...(targets.get(target.id) ?? []), ...target.results])
    }
  }
  return targets
}
