import type { OverheadRow } from '../suites/overhead.ts'
import type { Results } from '../suites/index.ts'
import { figure, kilobytes, ratio } from './format.ts'
import type { Table } from './table.ts'

/** An aim, and what was reached. */
interface Target {
  readonly name: string
  readonly wanted: string
  readonly reached: string
  readonly holds: boolean
}

/** The largest ratio of a request over the no-op transport: to the bare client, or for ky to hooks that do nothing. */
const overheadTargets = { fetch: 1.05, axios: 1.05, ofetch: 1.1, ky: 1.05 } as const

/** Aims beside what was reached. Aims without a measurement are left out. */
export function targetTable(results: Results): Table {
  const targets = [
    ...overheadOf(results),
    ...peersOf(results),
    ...hotPathOf(results),
    ...stormsOf(results),
    ...expiryOf(results),
    ...sizesOf(results),
  ]
  return {
    title: 'Aims',
    rows: [
      ['', 'wanted', 'reached', 'holds'],
      ...targets.map(({ name, wanted, reached, holds }) => [name, wanted, reached, holds ? 'yes' : 'no']),
    ],
  }
}

function overheadOf({ overhead = [], loopback = [] }: Results): Target[] {
  const noOp = overhead.filter(({ transport }) => transport === 'no-op')
  const near = Object.entries(overheadTargets).flatMap(([client, most]) => {
    const base = client === 'ky' ? 'floor' : 'bare'
    return atMost(`${client}, to ${base === 'floor' ? 'its no-op hooks' : 'bare'}`, worst(noOp, client, base), most)
  })
  return [
    ...near,
    ...Object.keys(overheadTargets).flatMap((client) => atMost(`${client} over loopback, to bare`, worst(loopback, client, 'bare'), 1.01)),
  ]
}

/** The larger ratio of GET and POST. */
function worst(rows: readonly OverheadRow[], client: string, base: 'bare' | 'floor'): number | undefined {
  const ratios = rows
    .filter((row) => row.client === client && row.role === 'ours')
    .flatMap(({ method, time }) => {
      const other = rows.find((row) => row.client === client && row.role === base && row.method === method)
      return time === undefined || other?.time === undefined ? [] : [time.median / other.time.median]
    })
  return ratios.length === 0 ? undefined : Math.max(...ratios)
}

function peersOf({ overhead = [] }: Results): Target[] {
  const rows = overhead.filter(({ transport, time }) => transport === 'no-op' && time !== undefined)
  return rows
    .filter(({ role }) => role === 'peer')
    .flatMap(({ client, method, name, time }) => {
      const ours = rows.find((row) => row.role === 'ours' && row.client === client && row.method === method)?.time
      if (ours === undefined || time === undefined) return []
      return [
        {
          name: `${client} ${method}, beside ${name}`,
          wanted: 'less',
          reached: `${figure(ours.median)} µs beside ${figure(time.median)}`,
          holds: ours.median < time.median,
        },
      ]
    })
}

function hotPathOf({ 'hot-path': rows = [] }: Results): Target[] {
  return rows
    .filter(({ name }) => name === 'authorize, one origin listed')
    .map(({ time, bytes }) => ({
      name: 'authorize, one origin listed',
      wanted: '≤ 40 ns, 0 bytes',
      reached: `${figure(time.median)} ns, ${bytes} bytes`,
      holds: time.median <= 40 && bytes === 0,
    }))
}

function stormsOf({ storms = [] }: Results): Target[] {
  const calls = storms.filter(({ role }) => role === 'ours').map(({ tokenCalls = 0 }) => tokenCalls)
  if (calls.length === 0) return []
  return [{ name: 'token calls of a storm', wanted: '1', reached: `${Math.max(...calls)}`, holds: calls.every((each) => each === 1) }]
}

function expiryOf({ expiry = [] }: Results): Target[] {
  return expiry
    .filter(({ role }) => role === 'ours')
    .flatMap(({ client, latency, bare }) =>
      latency && bare ? atMost(`${client}, p99 while tokens expire, to bare`, latency.p99 / bare.p99, 1.05) : [],
    )
}

function sizesOf({ size }: Results): Target[] {
  return (size?.imports ?? []).flatMap(({ name, size: bytes, target }) =>
    bytes === undefined || target === undefined
      ? []
      : [{ name, wanted: `≤ ${kilobytes(target)}`, reached: kilobytes(bytes), holds: bytes <= target }],
  )
}

function atMost(name: string, reached: number | undefined, most: number): Target[] {
  return reached === undefined ? [] : [{ name, wanted: `≤ ${most}`, reached: ratio(reached), holds: reached <= most }]
}
