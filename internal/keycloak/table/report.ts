import { readFile } from 'node:fs/promises'

/** What a test that runs with all adapters at once has in the place of an adapter. */
export const allClients = 'all clients'

/** One test of the systems, as it went. */
export interface TestResult {
  /** `KorusTicket`, `Faults`… */
  readonly group: string
  /** The Keycloak that it ran against. */
  readonly version: string
  /** The adapter, or `allClients`; undefined: the test has no HTTP client, as a test of token requests has none. */
  readonly adapter: string | undefined
  /** `K1`…; undefined for what is no row of a system. */
  readonly row: string | undefined
  readonly statement: string
  readonly passed: boolean
}

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly Assertion[] }[]
}

interface Assertion {
  readonly ancestorTitles: readonly string[]
  readonly title: string
  readonly status: string
}

/** Reads the systems' tests out of vitest's JSON report; those that were skipped or not chosen are left out. */
export async function readReport(file: string, adapters: readonly string[]): Promise<TestResult[]> {
  const { testResults } = JSON.parse(await readFile(file, 'utf8')) as Report
  return testResults.flatMap(({ assertionResults }) => assertionResults).flatMap((assertion) => resultOf(assertion, adapters))
}

function resultOf({ ancestorTitles, title, status }: Assertion, adapters: readonly string[]): TestResult[] {
  const [, group = '', version = ''] = /^(.+) on Keycloak (\d+\.\d+\.\d+)$/.exec(ancestorTitles[0] ?? '') ?? []
  if (group === '' || !(status === 'passed' || status === 'failed')) return []
  const inner = ancestorTitles.slice(1)
  const adapter = inner.find((name) => name === allClients || adapters.includes(name))
  const context = inner
    .filter((name) => name !== adapter)
    .map((name) => `${name} `)
    .join('')
  const [, row, statement = title] = /^([KTCOD]\d+): (.+)$/.exec(title) ?? []
  return [{ group: group.replace(/,$/, ''), version, adapter, row, statement: context + statement, passed: status === 'passed' }]
}
