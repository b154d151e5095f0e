import type { Behaviour, ReportedResult } from '@everbearer/testing'
import { describe, expect, it } from 'vitest'
import type { Target } from '../targets.ts'
import { renderMatrix } from '../table/matrix.ts'
import { renderPage } from '../table/page.ts'
import { type TargetResults, incomplete } from '../table/reports.ts'

const behaviours: readonly Behaviour[] = [
  { name: 'a | b', theme: 'refresh', run: async () => {} },
  { name: 'c', theme: 'storms', run: async () => {} },
]
const ky: Target = { id: 'ky-bun', client: 'ky', runtime: 'Bun', limits: {} }
const newer: Target = { id: 'ky-3-bun', client: 'ky', runtime: 'Bun', limits: {}, version: { label: '3.0.0', alias: 'ky-next' } }

/** @param second - what came of `c` */
function results(second: ReportedResult['status']): TargetResults {
  const reason = second === 'limited' ? { reason: 'no storms here' } : {}
  const all: readonly ReportedResult[] = [
    { name: 'a | b', theme: 'refresh', status: 'passed' },
    { name: 'c', theme: 'storms', status: second, ...reason },
  ]
  return new Map(all.map((result) => [result.name, result]))
}

describe('the table of behaviours', () => {
  it('has a row for each behaviour, below its theme, and a footnote for each reason', () => {
    const matrix = renderMatrix(
      behaviours,
      new Map([
        [ky, results('limited')],
        [newer, results('passed')],
      ]),
    )
    expect(matrix).toContain(
      [
        '|  | Bun | Bun, 3.0.0 |',
        '| --- | :-: | :-: |',
        '| **refresh** |  |  |',
        '| a \\| b | ✓ | ✓ |',
        '| **storms** |  |  |',
        '| c | (1) | ✓ |',
        '',
        '1. no storms here',
      ].join('\n'),
    )
  })

  it('counts behaviours at a glance, and names each exception with its places', () => {
    const oldest: Target = { id: 'ky-node', client: 'ky', runtime: 'Node 24', limits: {} }
    const page = (other: ReportedResult['status']): string =>
      renderPage(
        behaviours,
        new Map([
          [ky, results('limited')],
          [newer, results(other)],
          [oldest, results('passed')],
        ]),
      )
    expect(page('passed')).toContain('1 ✓, 1 –<br>3.0.0: 2 ✓')
    expect(page('passed')).toContain(
      ['### ky', '', '| limit | where | behaviours |', '| --- | --- | --- |', '| no storms here | Bun | c |'].join('\n'),
    )
    expect(page('limited')).toContain('| no storms here | Bun | c |')
    expect(page('passed')).not.toContain('a \\| b')
  })

  it('tells versions apart where they differ, and names no place where there is no other', () => {
    const alone = new Map([[ky, results('limited')]])
    expect(renderPage(behaviours, alone)).toContain('| no storms here | everywhere | c |')
    const reversed = new Map([
      [ky, results('passed')],
      [newer, results('limited')],
    ])
    expect(renderPage(behaviours, reversed)).toContain('| no storms here | Bun, 3.0.0 | c |')
  })

  it('is made of complete targets: one that failed, or was not or not wholly run, is none', () => {
    const partial = new Map([...results('passed')].slice(1))
    expect(
      incomplete(
        [ky, newer],
        behaviours,
        new Map([
          [ky, results('limited')],
          [newer, results('passed')],
        ]),
      ),
    ).toEqual([])
    expect(incomplete([ky, newer], behaviours, new Map([[ky, results('failed')]]))).toEqual([ky, newer])
    expect(incomplete([ky], behaviours, new Map([[ky, partial]]))).toEqual([ky])
  })
})
