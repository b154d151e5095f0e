import { describe, expect, it } from 'vitest'
import type { LogLine, ProcessLog } from '../../internal/fleet/log-line.ts'
import { renderTable } from '../table.ts'
import { fleetLine, fleetTable, summarizeProcesses } from './fleet-table.ts'

const session = { session: 'obtains', at: 1 } as const
const started = (skew: number): LogLine => ({ kind: 'started', at: 0, skew })
const refreshed = (grant: string): LogLine => ({ ...session, kind: 'event', name: 'refresh', detail: `reason: due, grant: ${grant}` })

const logs: readonly ProcessLog[] = [
  {
    process: 'p0.1',
    lines: [started(-90_000), { ...session, kind: 'obtain' }, refreshed('obtain'), { ...session, kind: 'served', count: 1_200 }],
  },
  { process: 'p10.1', lines: [started(0)] },
  {
    process: 'p0.2',
    lines: [
      started(90_000),
      refreshed('store'),
      { ...session, kind: 'hand-over', token: 'a' },
      { ...session, kind: 'served', count: 10 },
      { ...session, kind: 'caller-error', error: 'status 401', retryAt: false },
      { ...session, kind: 'event', name: 'store-failed' },
      { kind: 'stopped', at: 9 },
    ],
  },
]

describe('the table of the processes', () => {
  it('has a row for each process, by its place, and says what became of it', () => {
    expect(renderTable(fleetTable(summarizeProcesses(logs))).join('\n')).toMatchInlineSnapshot(`
      "process  clock  requests  errors  token calls  adopted  store failures    state
      ───────  ─────  ────────  ──────  ───────────  ───────  ──────────────  ───────
      p0.1     -90 s     1,200       0            1        0               0   killed
      p0.2     +90 s        11       1            1        1               1  stopped
      p10.1      0 s         0       0            0        0               0  running"
    `)
  })

  it('has one line for all', () => {
    expect(fleetLine(summarizeProcesses(logs))).toBe('1 running, 1,211 requests, 1 error and 2 token calls')
  })
})
