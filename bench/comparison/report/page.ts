import { fileURLToPath } from 'node:url'
import { duendeTag } from '../facts/duende.ts'
import { libraries } from '../libraries/index.ts'
import type { Row, Section } from '../run-comparison.ts'

export const pagePath: string = fileURLToPath(new URL('../../../docs/generated/comparison.md', import.meta.url))

const intro = `# Everbearer beside other libraries, row by row

<!-- Written by \`node bench/comparison/main.ts\`. A test runs everything again and compares this page. -->

[The comparison](../guide/comparison.md) says what follows from these tables. A cell without a link is the result of a run, with each
library as its documentation has it. A cell with a link cites a line of source. Duende’s packages are for .NET and did not run: their
cells cite the tag \`${duendeTag}\`.

- All libraries send to the same authorization server and API, on loopback. Tokens live one hour; clocks are put forward.
- Everbearer runs with axios and with fetch, and axios-auth-refresh with both values of \`deduplicateRefresh\`. A cell names the way where the
  results differ.
- axios-auth-refresh and alova refresh by a function of one’s own: one token request, and one variable that holds the token.
- \`@badgateway/oauth2-client\` refreshes by a timer, if it has a refresh token and the token lives for two minutes or more. It has one here.
- google-auth-library has \`forceRefreshOnFailure: true\`. Without that, a 401 refreshes nothing while the lifetime of the token is known.
- Azure’s policy refreshes after a 401 only if the response has a claims challenge, or a callback of one’s own says so. Its credential heeds the
  signal that the policy passes to it, as the interface says.
- Ages and downloads are left out: no run shows them.`

/** @param date - of the run, e.g. `2026-11-28` */
export function renderPage(sections: readonly Section[], date: string): string {
  return [intro, ...sections.map(renderSection), `${dateLine}${date}, Node ${process.versions.node.split('.')[0]}.`]
    .join('\n\n')
    .concat('\n')
}

const dateLine = 'Run on '

/** The page without its date, for a comparison of two pages. */
export function withoutDate(page: string): string {
  return page
    .split('\n')
    .filter((line) => !line.startsWith(dateLine))
    .join('\n')
}

function renderSection({ title, rows }: Section): string {
  const methods = rows.map(({ feature, method }) => `- ${feature}: ${method}`)
  return [`## ${title}`, renderTable(rows), 'How each row came about:', methods.join('\n')].join('\n\n')
}

export function renderTable(rows: readonly Row[]): string {
  const head = ['', ...libraries.map(({ name }) => name), 'Duende, .NET']
  const table = [head, head.map(() => '---'), ...rows.map(({ feature, cells }) => [feature, ...cells])]
  return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
