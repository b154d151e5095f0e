import { allClients, type TestResult } from './report.ts'
import { rows } from './rows.ts'

const authentication = 'Client authentication'

/** The whole of docs/generated/systems.md. */
export function renderPage(results: readonly TestResult[], adapters: readonly string[], version: string): string {
  const keycloak = Map.groupBy(
    results.filter(({ row }) => row !== undefined),
    ({ group }) => group,
  )
  const others = results.filter(({ row }) => row === undefined).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const apart = ['doctor', authentication]
  const [ofDoctor, ofMethods] = apart.map((name) => others.filter(({ group }) => group === name)) as [TestResult[], TestResult[]]
  const ofClients = others.filter(({ group }) => !apart.includes(group))
  const tables = [...keycloak].toSorted(([, [a]], [, [b]]) => orderOf(a) - orderOf(b)).map(([name, own]) => section(name, own, adapters))
  const last = [
    section(authentication, ofMethods, adapters),
    section('Faults and endurance', ofClients, adapters),
    doctorSection(ofDoctor),
    running,
  ]
  return [introduction(version), ...tables, ...last].join('\n\n')
}

/** The command line has no client of its own to name. */
function doctorSection(results: readonly TestResult[]): string {
  const lines = results.map((test) => `| ${capitalised(test.statement)} | ${cellOf([test])} |`)
  return ['## Doctor\n', '| `everbearer doctor` |  |', '| --- | :-: |', ...lines].join('\n')
}

function section(name: string, results: readonly TestResult[], adapters: readonly string[]): string {
  const columns = results.some(({ adapter }) => adapter === undefined) ? [...adapters, undefined] : adapters
  const header = [
    ['', 'what holds', ...columns.map((adapter) => adapter ?? 'no client')],
    ['---', '---', ...columns.map(() => ':-:')],
  ]
  const byTest = [...Map.groupBy(results, keyOf).values()].toSorted(([a], [b]) => orderOf(a) - orderOf(b))
  const lines = byTest.map((tests) => {
    const [{ row = '', group, statement } = { row: '', group: '', statement: '' }] = tests
    return [
      row === '' ? group : row,
      capitalised(statement),
      ...columns.map((column) =>
        cellOf(tests.filter(({ adapter }) => adapter === column || (adapter === allClients && column !== undefined))),
      ),
    ]
  })
  return `## ${name}\n\n${[...header, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}`
}

function keyOf({ row = '', group, statement }: TestResult): string {
  return `${row} ${row === '' ? group : ''} ${statement}`
}

function cellOf(tests: readonly TestResult[]): string {
  if (tests.length === 0) return ''
  return tests.every(({ passed }) => passed) ? '✓' : '✗'
}

/** As in `rows`; what is no row comes last, in the order of its names, so that no run's luck shows. */
function orderOf(test: TestResult | undefined): number {
  const at = rows.indexOf(test?.row ?? '')
  return at < 0 ? rows.length : at
}

/** Unless it begins with a name, as `grant_type` is one. */
function capitalised(text: string): string {
  return /^[a-z]+[ ,]/.test(text) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text
}

function introduction(version: string): string {
  return `# The four systems on a real Keycloak

<!-- Written by internal/keycloak/table/cli.ts from a run of the tests. Change those, not this. -->

KorusTicket, Truphone Connect, Conundra and OLI Systems are Keycloak realms. Each row is a test that ran against Keycloak
${version} with the marked adapters. It checks what went over the wire and what the caller saw. Programs for such systems are in
the [recipes](../guide/recipes.md).`
}

const running = `## Running it

| command | what it does |
|---|---|
| \`npm run test:rest -- --project keycloak\` | runs all tests of this page, in about six minutes |
| \`npm run test:rest -- korusticket\` | runs one file |
| \`LIFETIMES=1000 npm run test:rest -- endurance\` | sends traffic over 1,000 lifetimes, in 85 minutes |
| \`node internal/keycloak/server/cli.ts\` | starts both servers and prints their URLs, until Ctrl-C |
| \`node internal/keycloak/table/cli.ts\` | writes this page from the last run of all tests |

Keycloak needs Java 17 or newer. The tests use the first of these:

- the folder \`KEYCLOAK_HOME\`
- a download by Maven, kept in the user's cache folder; \`KEYCLOAK_VERSION\` names another version
- a container, if Java or Maven are missing and a Docker engine runs

For root on Debian, missing programs are installed. Otherwise the tests are skipped, and their names say what to install. With
\`CI\` set, a missing program is a failure.
`
