import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { clients } from '../clients.ts'
import { testedVersion } from '../server/version.ts'
import { renderPage } from './page.ts'
import { readReport, type TestResult } from './report.ts'
import { rows } from './rows.ts'

/**
 * `node internal/keycloak/table/cli.ts [--check] [report]`: writes docs/generated/systems.md from the report of a run of all the tests, or
 * says whether it still is what such a run gives.
 */
const root = fileURLToPath(new URL('../../..', import.meta.url))
const page = `${root}docs/generated/systems.md`
/** A run of all the tests has one of these. */
const reports = ['all', 'rest'].map((set) => `${root}reports/tests/${set}.json`)
const [mode, file = reports.find((path) => existsSync(path)) ?? reports[0]!] = process.argv.includes('--check')
  ? ['check', process.argv[3]]
  : ['write', process.argv[2]]
const adapters = clients.map(({ name }) => name)

const results = await readReport(file, adapters)
const gap = gapIn(results)
if (mode === 'write') {
  if (gap !== undefined) fail(`docs/generated/systems.md was not written: ${gap}`)
  else await writeFile(page, renderPage(results, adapters, testedVersion))
} else if (gap !== undefined) {
  // One file alone was run, or none of the systems': there is nothing to compare with.
  const isWhole = results.length > 0 && process.env['CI'] !== undefined
  if (isWhole) fail(`docs/generated/systems.md could not be compared: ${gap}`)
  else console.log(`docs/generated/systems.md was not compared: ${gap}`)
} else if (renderPage(results, adapters, testedVersion) !== (await readFile(page, 'utf8').catch(() => ''))) {
  fail('docs/generated/systems.md is not what this run gives; to write it anew: node internal/keycloak/table/cli.ts')
}

/** What a run lacks for the whole page. */
function gapIn(all: readonly TestResult[]): string | undefined {
  const other = all.find(({ version }) => version !== testedVersion)
  if (other !== undefined) return `the run was against Keycloak ${other.version}, the page is about ${testedVersion}`
  const ran = new Set(all.map(({ row, adapter }) => `${row} with ${adapter}`))
  const missing = rows.flatMap((row) => adapters.map((adapter) => `${row} with ${adapter}`)).find((cell) => !ran.has(cell))
  if (missing !== undefined) return `${missing} did not run`
  return ['Client authentication', 'Faults', 'Endurance', 'The examples']
    .find((group) => all.every((result) => result.group !== group))
    ?.concat(' did not run')
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
