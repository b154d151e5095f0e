import type { ExpiryRow } from '../suites/expiry.ts'
import type { HotPathRow } from '../suites/hot-path.ts'
import type { Results, SuiteName } from '../suites/index.ts'
import type { PurposeRow, SizeRow } from '../suites/size.ts'
import type { StormRow } from '../suites/storms.ts'
import type { ModuleSize } from '../size/modules.ts'
import { count, figure, kilobytes, ratio } from './format.ts'
import { overheadTables } from './overhead-tables.ts'
import type { Table } from './table.ts'

/** All tables of a suite. */
export function tablesOf(results: Results, name: SuiteName): Table[] {
  if (name === 'size') return sizeTables(results)
  if (results[name] === undefined) return []
  if (name === 'hot-path') return [hotPathTable(results['hot-path'] ?? [])]
  if (name === 'storms') return stormTables(results.storms ?? [])
  if (name === 'expiry') return [expiryTable(results.expiry ?? [])]
  return overheadTables(results[name] ?? [])
}

function hotPathTable(rows: readonly HotPathRow[]): Table {
  return {
    title: 'One authorization, without a request',
    rows: [
      ['', 'ns', 'quartiles', 'bytes'],
      ...rows.map(({ name, time, bytes }) => [
        name,
        figure(time.median),
        `${figure(time.lower)}–${figure(time.upper)}`,
        count(Math.max(0, bytes)),
      ]),
    ],
  }
}

function stormTables(rows: readonly StormRow[]): Table[] {
  const kinds = [...new Set(rows.map(({ kind, callers }) => `${count(callers)} ${kind}`))]
  return kinds.map((title) => {
    const own = rows.filter(({ kind, callers }) => title === `${count(callers)} ${kind}`)
    const withMemory = own.some(({ perWaiter }) => perWaiter !== undefined)
    return {
      title: title.endsWith('cold') ? `${title} callers` : `${title} tokens, rejected one after another`,
      rows: [
        ['', 'token calls', 'without a response', 'last response, ms', ...(withMemory ? ['bytes per waiter'] : [])],
        ...own.map(({ name, role, cannot, tokenCalls = 0, failed = 0, lastResponse = 0, perWaiter = 0 }) =>
          cannot === undefined
            ? [
                name,
                role === 'bare' ? '' : count(tokenCalls),
                count(failed),
                count(lastResponse),
                ...(withMemory ? [count(perWaiter)] : []),
              ]
            : [name, `— ${cannot}`, '', '', ...(withMemory ? [''] : [])],
        ),
      ],
    }
  })
}

function expiryTable(rows: readonly ExpiryRow[]): Table {
  return {
    title: 'Requests while tokens expire, ms',
    rows: [
      ['', 'p50', 'p99', 'max', 'bare p50', 'bare p99', 'bare max', 'p99 ratio', 'failed', 'token calls'],
      ...rows.map(({ name, cannot, latency, bare, failed = 0, tokenCalls = 0 }) =>
        latency === undefined || bare === undefined
          ? [name, `— ${cannot}`, ...Array.from({ length: 8 }, () => '')]
          : [
              name,
              ...[latency.p50, latency.p99, latency.max, bare.p50, bare.p99, bare.max].map(figure),
              ratio(latency.p99 / bare.p99),
              count(failed),
              count(tokenCalls),
            ],
      ),
    ],
  }
}

function sizeTables({ size }: Results): Table[] {
  if (size === undefined) return []
  return [
    sizeTable(size.imports),
    limitTable(size.imports),
    optInTable(size.optIns),
    purposeTable(size.purposes),
    moduleTable(size.modules),
  ]
}

/** The front page's: how long the slowest requests take, beside libraries and recipes for the same clients. */
export function frontTable(rows: readonly ExpiryRow[]): Table {
  const ours = new Set(rows.filter(({ role }) => role === 'ours').map(({ client }) => client))
  const shown = rows.flatMap(({ client, name, latency, bare, failed = 0 }) =>
    ours.has(client) && latency && bare ? [[name, figure(latency.p99), figure(bare.p99), count(failed)]] : [],
  )
  return { title: 'The slowest requests while tokens expire', rows: [['', 'p99, ms', 'bare client, ms', 'failed'], ...shown] }
}

/** What each import weighs: for users, who choose between libraries. */
export function sizeTable(rows: readonly SizeRow[]): Table {
  return {
    title: 'Size of an import, min+gzip',
    rows: [['', 'size'], ...rows.map(({ name, size, cannot }) => [name, size === undefined ? `— ${cannot}` : kilobytes(size)])],
  }
}

/** What the tests allow each of our imports to weigh. */
function limitTable(rows: readonly SizeRow[]): Table {
  const ours = rows.filter(({ limit }) => limit !== undefined)
  return {
    title: 'Limits of the sizes',
    rows: [['', 'size', 'limit'], ...ours.map(({ name, size = 0, limit = 0 }) => [name, kilobytes(size), kilobytes(limit)])],
  }
}

/** What a user pays for who imports it. */
export function optInTable(optIns: readonly ModuleSize[]): Table {
  return {
    title: 'What an import of these adds to core, bytes min+gzip',
    rows: [['', 'bytes'], ...optIns.map(({ name, size }) => [name, count(size)])],
  }
}

/** What each part is for. */
export function purposeTable(purposes: readonly PurposeRow[]): Table {
  return {
    title: 'What core and the adapter for fetch consist of, bytes min+gzip',
    rows: [['', 'bytes', 'lost without it'], ...purposes.map(({ name, size, loses }) => [name, count(size), loses])],
  }
}

/** What each module adds. For a look: the figures change with each change of the code, and are in no document. */
function moduleTable(modules: readonly ModuleSize[]): Table {
  const rows = modules.map(({ name, size }) => [name, count(size)])
  return { title: 'What the modules of core add, bytes min+gzip', rows: [['', 'bytes'], ...rows] }
}

/**
 * The size that a document tells of something by its name, bytes: in the first column of a row that holds a size.
 *
 * @returns undefined: the document tells none
 */
export function readSize(document: string, name: string): number | undefined {
  const row = document.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? ''
  const [, bytes, kilobytesText] = /\| (?:([\d,]+)|([\d.]+) kB) \|/.exec(row.replace(/≤ [\d.]+ kB/, '')) ?? []
  if (bytes !== undefined) return Number(bytes.replaceAll(',', ''))
  return kilobytesText === undefined ? undefined : Math.round(Number(kilobytesText) * 1000)
}
