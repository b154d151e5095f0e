import { describe, expect, it } from 'vitest'
import type { OverheadRow } from '../suites/overhead.ts'
import { fillDocument } from './document.ts'
import { plotOverhead } from './plot.ts'
import { environment, type Report } from './report.ts'
import { readSize } from './tables.ts'

const spread = { least: 1, lower: 1, median: 2, upper: 3 }
const row: OverheadRow = { client: 'fetch', name: 'bare', role: 'bare', transport: 'no-op', method: 'GET', time: spread, bytes: 100 }
const ours: OverheadRow = {
  ...row,
  name: 'a < b',
  role: 'ours',
  time: { ...spread, median: 3 },
  ratio: { ratio: 1.5, lower: 1.4, upper: 1.6 },
  bytes: 150,
}
const absent: OverheadRow = { client: 'azure', name: 'policy', role: 'peer', transport: 'no-op', method: 'GET', cannot: 'no http' }
const report: Report = { environment: environment('quick', 1), results: { overhead: [row, ours, absent] } }

describe('the document', () => {
  const document = 'Above\n<!-- bench:overhead -->\nold\n<!-- /bench -->\nBetween\n<!-- bench:size -->\nkept\n<!-- /bench -->\n'

  it('gets the tables of what was measured between its markers, and keeps all else', () => {
    const filled = fillDocument(document, report)
    expect(filled).toContain('| a < b | 3.00 | 1.500 | 1.400–1.600 |  | 50 |')
    expect(filled).toContain('| policy | — no http |')
    expect(filled).toContain('\nkept\n')
    expect(filled).not.toContain('\nold\n')
    expect(filled).toMatch(/^Above\n[^]*\nBetween\n/)
  })

  it('stays as it is when filled twice', () => {
    const filled = fillDocument(document, report)
    expect(fillDocument(filled, report)).toBe(filled)
  })
})

describe('the front page', () => {
  it('shows the slowest requests of clients that have an adapter, and the machine', () => {
    const times = { p50: 1, p99: 2.5, max: 9 }
    const expiry = [
      { client: 'ky', name: 'ours', role: 'ours', latency: times, bare: { ...times, p99: 2.25 }, failed: 0 },
      { client: 'ky', name: 'not measured', role: 'peer', cannot: 'no http' },
      { client: 'alova', name: 'another client', role: 'peer', latency: times, bare: times },
    ] as const
    const filled = fillDocument('<!-- bench:front -->\n<!-- /bench -->', { environment: report.environment, results: { expiry } })
    expect(filled).toContain('| ours | 2.50 | 2.25 | 0 |')
    expect(filled).toContain(report.environment.processor)
    expect(filled).not.toMatch(/not measured|another client/)
  })
})

describe('the sizes', () => {
  const size = {
    imports: [
      { name: 'ours', size: 2_000, limit: 3_000 },
      { name: 'a peer', size: 1_000 },
    ],
    optIns: [{ name: 'defineStore', size: 1_500 }],
    purposes: [{ name: 'cooldowns', size: 300, loses: 'the pause after failures' }],
    modules: [
      { name: 'session', size: 1_234 },
      { name: 'p-retry', size: 40 },
    ],
  }
  const markers = (name: string): string => `<!-- bench:${name} -->\n<!-- /bench -->\n`
  const document = (...names: string[]): string =>
    fillDocument(names.map(markers).join('\n'), { environment: report.environment, results: { size } })

  it('stand on one page for all libraries', () => {
    expect(document('size')).toContain('| ours | 2.00 kB |\n| a peer | 1.00 kB |')
  })

  it('are read from the page that they were written to', () => {
    const page = `${document('size', 'opt-ins', 'purposes')}| fetch, an aim | ≤ 8.00 kB | 21.33 kB | no |`
    const names = ['ours', 'defineStore', 'cooldowns', 'fetch, an aim', 'nothing', 'session']
    expect(names.map((name) => readSize(page, name))).toEqual([2_000, 1_500, 300, 21_330, undefined, undefined])
  })
})

describe('the plot', () => {
  it('has a bar for each contender but the bare ones and those that took no part', () => {
    const plot = plotOverhead([row, ours, absent])
    expect(plot.match(/text-anchor="end"/g)).toHaveLength(1)
    expect(plot).toContain('a &lt; b')
    expect(plot).toContain('1.500')
  })
})
