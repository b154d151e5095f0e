// Rewrites docs/generated/behaviour.md from the reports of the last `npm test`. With `--check`, says whether the page is up to date.
// With `--full`, writes every result of every target to reports/behaviour.md instead.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { behaviours } from '@everbearer/testing'
import { tableTargets } from '../targets.ts'
import { renderMatrix } from './matrix.ts'
import { renderPage } from './page.ts'
import { incomplete, readReports } from './reports.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const page = join(root, 'docs', 'generated', 'behaviour.md')
const check = process.argv.includes('--check')
const reports = await readReports(tableTargets)
const missing = incomplete(tableTargets, behaviours, reports)

if (missing.length > 0) {
  // On somebody's own machine a runtime may be missing; what is committed then says more than this run.
  console.log(`docs/generated/behaviour.md: this run has not shown ${missing.map(({ id }) => id).join(', ')}`)
  if (!check || process.env['CI']) process.exitCode = 1
} else if (process.argv.includes('--full')) {
  await writeFile(join(root, 'reports', 'behaviour.md'), renderMatrix(behaviours, reports))
} else if (!check) {
  await writeFile(page, renderPage(behaviours, reports))
} else if ((await readFile(page, 'utf8').catch(() => '')) !== renderPage(behaviours, reports)) {
  console.log('docs/generated/behaviour.md is not what this run has shown; `npm run behaviour-table` rewrites it')
  process.exitCode = 1
}
