import { formatCount, formatLatency, formatList, formatMoment } from '../../demo/format.ts'
import type { SoakResult } from './run.ts'

/** Least share of the requests that each of Everbearer's adapters must be served. */
const leastServed = 0.95

type Row = Pick<SoakResult, 'name' | 'isOurs' | 'requests' | 'served' | 'errors' | 'tokenRequests' | 'longestGap' | 'p99'>

/** The results as a table. */
export function soakTable(results: readonly Row[]): string[][] {
  const head = ['client', 'requests', 'served', 'longest without service', 'p99, ms', 'token requests', 'errors']
  return [
    head,
    ...results.map(({ name, requests, served, errors, tokenRequests, longestGap, p99 }) => [
      name,
      formatCount(requests),
      percent(served, requests),
      formatMoment(longestGap),
      formatLatency(p99),
      `${formatCount(tokenRequests.length)}: ${listCounts(countsOf(tokenRequests))}`,
      listCounts(errors),
    ]),
  ]
}

/**
 * Says whether each of Everbearer's adapters was served often enough, although every other token request failed. Other
 * libraries are there for comparison.
 */
export function classifyResponse(results: readonly Row[]): { readonly good: boolean; readonly text: string } {
  const ours = results.filter(({ isOurs }) => isOurs)
  const spared = ours.filter(
    ({ tokenRequests }) => tokenRequests.filter((outcome) => outcome !== 'token').length < Math.floor(tokenRequests.length / 2),
  )
  if (spared.length > 0) return { good: false, text: `${namesOf(spared)}: fewer than half of the token requests failed` }
  const short = ours.filter(({ served, requests }) => served < requests * leastServed)
  const least = `${leastServed * 100} %`
  if (short.length > 0) return { good: false, text: `${namesOf(short)}: served less than ${least} of the requests` }
  return { good: true, text: `${namesOf(ours)}: served at least ${least} of the requests` }
}

function namesOf(rows: readonly Row[]): string {
  return formatList(rows.map(({ name }) => name))
}

/** Rounded down, so that no figure looks better than it is. */
function percent(part: number, whole: number): string {
  return `${(Math.floor((part / whole) * 10_000) / 100).toFixed(2)} %`
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

function listCounts(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).toSorted(([, one], [, other]) => other - one)
  return entries.length === 0 ? 'none' : entries.map(([name, count]) => `${formatCount(count)} ${name}`).join(', ')
}
