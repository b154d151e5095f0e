import { formatCount, formatCounted, formatLatency, formatList } from './format.ts'
import { type Moment, moments, type RevocationCounts } from './revocations.ts'
import { renderTable } from './table.ts'
import type { Summary } from './tally.ts'
import type { TokenCounts } from './target.ts'

/** One adapter's part of the report. */
export interface AdapterResult extends Summary {
  readonly name: string
  /** Counts of the token endpoint; absent for a real system. */
  readonly tokenCounts?: TokenCounts | undefined
  /** Absent if nothing was revoked on purpose. */
  readonly revocations?: RevocationCounts | undefined
}

/** The table, one row per adapter, and notes below it. */
export function renderReport(results: readonly AdapterResult[]): string[] {
  const head = ['adapter', 'requests', 'errors', 'waited ¹', 'replayed', 'token calls', 'p50 ms', 'p99 ms', 'bare p50 ²', 'bare p99 ²']
  return [...renderTable([head, ...results.map(row)]), '', ...footnotes(results), ...revocationLines(results)]
}

/** Token requests that brought a token. */
export function tokenCallsOf({ tokenCounts, tokenCalls }: AdapterResult): number {
  return tokenCounts?.issued ?? tokenCalls
}

export function errorsOf({ errors }: Summary): number {
  return sum(Object.values(errors))
}

/** Every kind of error that callers saw, the most frequent first. */
export function errorKinds(results: readonly AdapterResult[]): string {
  const kinds = new Map<string, number>()
  for (const { errors } of results) {
    for (const [kind, count] of Object.entries(errors)) kinds.set(kind, (kinds.get(kind) ?? 0) + count)
  }
  const sorted = [...kinds].toSorted(([, one], [, other]) => other - one)
  return sorted.map(([kind, count]) => `${kind} × ${formatCount(count)}`).join(', ')
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function row(result: AdapterResult): string[] {
  const { name, requests, waits, replays, latency, bare } = result
  const waited = sum(Object.values(waits)) - (waits.missing ?? 0)
  return [
    name,
    ...[requests, errorsOf(result), waited, replays, tokenCallsOf(result)].map(formatCount),
    ...[latency.p50, latency.p99, bare.p50, bare.p99].map(formatLatency),
  ]
}

function footnotes(results: readonly AdapterResult[]): string[] {
  const bare = sum(results.map((result) => result.bare.count))
  const refused = sum(results.map(({ tokenCounts }) => tokenCounts?.failed ?? 0))
  const calls = refused === 0 ? [] : [`  Besides the token calls above, ${formatCount(refused)} got no token (the outage).`]
  return [
    `¹ for a new token: ${waitReasons(results)}`,
    '  The bare client takes its tokens from the same coordinator, and its waits for them count here, too.',
    `² the same library without Everbearer, token set by hand: ${formatCounted(bare, 'request')} between the others`,
    ...calls,
  ]
}

/** How often the access tokens of an adapter were revoked at each moment, all adapters together. */
function revocationLines(results: readonly AdapterResult[]): string[] {
  if (results.every(({ revocations }) => revocations === undefined)) return []
  const lines = Object.entries(moments).map(
    ([moment, when]) => `${formatCount(sum(results.map(({ revocations }) => revocations?.[moment as Moment] ?? 0))).padStart(6)} ${when}`,
  )
  return ['', 'Revocations, each of all access tokens of one adapter:', ...lines]
}

function waitReasons(results: readonly AdapterResult[]): string {
  const total = (reason: keyof Summary['waits']): number => sum(results.map(({ waits }) => waits[reason] ?? 0))
  const parts = [
    [total('rejected') + total('invalidated'), 'after a 401'],
    [total('due') + total('expired'), 'past the end of the old one'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, when]) => `${formatCount(count)} ${when}`)
  return `${said.length === 0 ? 'none' : formatList(said)}. Not counted: ${formatCount(total('missing'))} for the first one.`
}
