// Rewrites docs/generated/behaviour.md from the reports of the last `npm test`, or with `--check` says whether it is up to date.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { behaviours } from '@everbearer/testing'
import { tableTargets } from '../targets.ts'
import { renderTable } from './render.ts'
import { incomplete, readReports } from './reports.ts'

const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'generated', 'behaviour.md')
const check = process.argv.includes('--check')
const reports = await readReports(tableTargets)
const missing = incomplete(tableTargets, behaviours, reports)

if (missing.length > 0) {
  // On somebody's own machine a runtime may be missing; what is committed then says more than this run.
  console.log(`docs/generated/behaviour.md: this run has not shown ${missing.map(({ id }) => id).join(', ')}`)
  if (!check || process.env['CI']) process.exitCode = 1
} else if (!check) {
  await writeFile(page, renderTable(behaviours, reports))
} else if ((await readFile(page, 'utf8').catch(() => '')) !== renderTable(behaviours, reports)) {
  console.log('docs/generated/behaviour.md is not what this run has shown; `npm run behaviour-table` rewrites it')
  process.exitCode = 1
}
