import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../repository/repository.ts'
import { createReports } from './create-reports.ts'
import { readEntries } from './entries.ts'

const folder = join(root, 'docs', 'internals', 'api')
const reports = await createReports(await readEntries())
// A report whose entry is gone would else stay.
await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
for (const [path, text] of reports) await writeFile(join(root, path), text)
console.log(`api-report: ${reports.size} reports are in docs/internals/api; see what changed with git diff`)
