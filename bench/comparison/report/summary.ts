import { fileURLToPath } from 'node:url'
import { renderTable } from './page.ts'
import type { Row, Section } from '../run-comparison.ts'
import { rejectedOneByOne, rejectedTogether, replays } from '../scenarios/rejections.ts'
import { failingEndpoint, refreshesBeforeExpiry } from '../scenarios/expiry.ts'
import { otherHost, printedErrors } from '../scenarios/leaks.ts'
import { abortedCaller, userSwitch } from '../scenarios/sessions.ts'
import { retriedTokenRequest } from '../scenarios/token-endpoint.ts'

export const guidePath: string = fileURLToPath(new URL('../../../docs/guide/comparison.md', import.meta.url))

/** Rows of the guide's table, by the names of their features. */
const chosen: readonly string[] = [
  refreshesBeforeExpiry.feature,
  failingEndpoint.feature,
  rejectedTogether.feature,
  rejectedOneByOne.feature,
  replays.feature,
  retriedTokenRequest.feature,
  otherHost.feature,
  printedErrors.feature,
  userSwitch.feature,
  abortedCaller.feature,
  'works with',
  'signs users in',
  'DPoP',
  'tabs of a browser share a token',
  'size, min+gzip by Rolldown',
  'packages that it brings',
]

const place = /(<!-- comparison -->\n)[^]*?(<!-- \/comparison -->)/

/** Puts the chosen rows between the markers of the guide's page. */
export function fillGuide(guide: string, sections: readonly Section[]): string {
  const rows = sections.flatMap((section) => section.rows)
  const found = chosen.map((feature) => rows.find((row) => row.feature === feature)).filter((row): row is Row => row !== undefined)
  return guide.replace(place, (_whole, begin: string, end: string) => `${begin}\n${renderTable(found)}\n\n${end}`)
}
