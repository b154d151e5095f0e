// Rewrites docs/generated/behaviour.md from the reports of the last `npm test`. With `--check`, says whether the page is up to date.
// With `--part`, the run may be one of the set `rest`, which has a part of the behaviours in some browsers. With `--full`, writes every result of every target to reports/behaviour.md instead.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { behaviours } from '@everbearer/testing/conformance'
import { isInPart, partOf } from '../part.ts'
import { tableTargets } from '../targets.ts'
import { fillIn } from './declared.ts'
import { renderMatrix } from './matrix.ts'
import { renderPage } from './page.ts'
import { incomplete, readReports } from './reports.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const page = join(root, 'docs', 'generated', 'behaviour.md')
const check = process.argv.includes('--check')
const part = check && process.argv.includes('--part')
const found = await readReports(tableTargets)
const missing = incomplete(tableTargets, (target) => (part ? partOf(target, tableTargets, behaviours) : behaviours), found)
const reports = part ? fillIn(found, isInPart) : found

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
