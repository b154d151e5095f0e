import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renderPage } from '../table/page.ts'
import { readReport } from '../table/report.ts'

const adapters = ['axios', 'fetch']

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everbearer-table-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function render(tests: readonly { readonly path: string[]; readonly title: string; readonly status?: string }[]): Promise<string> {
  const assertionResults = tests.map(({ path: ancestorTitles, title, status = 'passed' }) => ({ ancestorTitles, title, status }))
  const file = join(folder, 'report.json')
  await writeFile(file, JSON.stringify({ testResults: [{ assertionResults }] }))
  return renderPage(await readReport(file, adapters), adapters, '26.7.3')
}

describe('the table of the systems', () => {
  it('has a line for each test of a row, in the order of the rows, and a column for each adapter', async () => {
    const conundra = 'Conundra on Keycloak 26.7.3'
    const page = await render([
      { path: [conundra, 'fetch'], title: 'C10: the second' },
      { path: [conundra, 'axios'], title: 'C10: the second', status: 'failed' },
      { path: [conundra, 'axios'], title: 'C9: the first' },
      { path: ['KorusTicket on Keycloak 26.7.3', 'axios'], title: 'K1: five fields' },
    ])
    expect(page.split('\n').filter((line) => /^(##|\| [KC])/.test(line))).toEqual([
      '## KorusTicket',
      '| K1 | Five fields | ✓ |  |',
      '## Conundra',
      '| C9 | The first | ✓ |  |',
      '| C10 | The second | ✗ | ✓ |',
      '## Client authentication',
      '## Faults and endurance',
      '## Doctor',
      '## Running it',
    ])
  })

  it('names no adapter for a test of doctor, which has none', async () => {
    const page = await render([
      { path: ['doctor on Keycloak 26.7.3', 'judges prod'], title: 'without a false alarm' },
      { path: ['doctor on Keycloak 26.7.3'], title: 'finds a wrong secret', status: 'failed' },
    ])
    expect(page).toContain('| --- | :-: |\n| Finds a wrong secret | ✗ |\n| Judges prod without a false alarm | ✓ |\n')
  })

  it('has the methods of client authentication in a table of their own', async () => {
    const page = await render([
      { path: ['Client authentication on Keycloak 26.7.3', 'fetch'], title: 'private_key_jwt: works' },
      { path: ['Faults on Keycloak 26.7.3', 'all clients', 'killed'], title: 'all recover' },
    ])
    const [, methods = '', faults = ''] = page.split(/^## (?:Client authentication|Faults and endurance)$/m)
    expect(methods).toContain('| Client authentication | private_key_jwt: works |  | ✓ |')
    expect(faults).not.toContain('private_key_jwt')
  })

  it('marks a test of one adapter for that adapter alone, and a test without an HTTP client for none', async () => {
    const page = await render([
      { path: ['keycloak-js on Keycloak 26.7.3', 'fetch'], title: 'one refresh' },
      { path: ['A fleet on Keycloak 26.7.3'], title: 'one token' },
    ])
    expect(page).toContain('|  | what holds | axios | fetch | no client |\n| --- | --- | :-: | :-: | :-: |\n')
    expect(page).toContain('| keycloak-js | One refresh |  | ✓ |  |')
    expect(page).toContain('| A fleet | One token |  |  | ✓ |')
    expect(page).toContain('## Client authentication\n\n|  | what holds | axios | fetch |\n')
  })

  it('marks a test of all adapters at once for each, and leaves out what was skipped and what is no system', async () => {
    const page = await render([
      { path: ['Faults on Keycloak 26.7.3', 'all clients', 'killed'], title: 'all recover' },
      { path: ['Faults: no mvn on this machine', 'axios'], title: 'skipped', status: 'skipped' },
      { path: ['the coordinator'], title: 'K1: not ours' },
    ])
    expect(page).toContain('| Faults | Killed all recover | ✓ | ✓ |')
    expect(page).not.toMatch(/no mvn|not ours/)
  })
})
