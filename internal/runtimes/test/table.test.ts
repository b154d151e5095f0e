import { type Behaviour, behaviours as suite, type ReportedResult } from '@everbearer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { isInPart, partOf } from '../part.ts'
import { type Target, targets } from '../targets.ts'
import { declaredResults, fillIn } from '../table/declared.ts'
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
    const all = (): readonly Behaviour[] => behaviours
    const whole = new Map([
      [ky, results('limited')],
      [newer, results('passed')],
    ])
    expect(incomplete([ky, newer], all, whole)).toEqual([])
    expect(incomplete([ky, newer], all, new Map([[ky, results('failed')]]))).toEqual([ky, newer])
    expect(incomplete([ky], all, new Map([[ky, partial]]))).toEqual([ky])
  })

  it('takes the part of a target that a run has, and no failure outside of it', () => {
    const partial = new Map([...results('passed')].slice(1))
    const part = (): readonly Behaviour[] => behaviours.slice(1)
    expect(incomplete([ky], part, new Map([[ky, partial]]))).toEqual([])
    expect(incomplete([ky], part, new Map([[ky, new Map([...results('passed')].slice(0, 1))]]))).toEqual([ky])
    const failed: ReportedResult = { name: 'a | b', theme: 'refresh', status: 'failed' }
    expect(incomplete([ky], part, new Map([[ky, new Map([...partial, ['a | b', failed]])]]))).toEqual([ky])
  })

  it('names a browser once that has a limit with both challenges', () => {
    const firefox = (challenge: 'exposed' | 'hidden'): Target => ({
      id: challenge,
      client: 'ky',
      runtime: 'Firefox',
      limits: {},
      challenge,
    })
    const page = renderPage(
      behaviours,
      new Map([
        [ky, results('passed')],
        [firefox('exposed'), results('limited')],
        [firefox('hidden'), results('limited')],
      ]),
    )
    expect(page).toContain('| no storms here | Firefox | c |')
  })
})

describe('a run in part', () => {
  const tabs = targets.filter(isInPart)

  it('is filled in with what is declared, and keeps what it has shown', () => {
    const target = tabs.find(({ id }) => id === 'ky-firefox-exposed')!
    const [first, second] = [...declaredResults(target).values()] as [ReportedResult, ReportedResult]
    const shown: ReportedResult = { ...second, status: 'limited', reason: 'as it was seen' }
    const filled = fillIn(new Map([[target, new Map([[second.name, shown]])]]), isInPart).get(target)!
    expect([filled.size, filled.get(first.name), filled.get(second.name)]).toEqual([suite.length, first, shown])
    const streamed = 'a stream arrives whole'
    expect(filled.get(streamed)).toMatchObject({ status: 'limited', reason: target.limits['streamed-request'] })
  })

  it('leaves the other targets as they were run', () => {
    const reports = new Map([[ky, results('passed')]])
    expect(fillIn(reports, isInPart)).toEqual(reports)
  })

  it.each(['Firefox', 'WebKit'] as const)(
    'has each behaviour with one client in %s, and those about challenges also where they are hidden',
    (runtime) => {
      const namesIn = (challenge: Target['challenge']): string[] =>
        tabs
          .filter((target) => target.runtime === runtime && target.challenge === challenge)
          .flatMap((target) => partOf(target, targets, suite).map(({ name }) => name))
      expect(namesIn('exposed').toSorted()).toEqual(suite.map(({ name }) => name).toSorted())
      expect(namesIn('hidden').toSorted()).toEqual(suite.flatMap(({ name, theme }) => (theme === 'challenges' ? [name] : [])).toSorted())
    },
  )

  it('has each behaviour about challenges with each client in Chromium where they are hidden', () => {
    const about = suite.filter(({ theme }) => theme === 'challenges')
    const hidden = targets.filter(({ runtime, challenge }) => runtime === 'Chromium' && challenge === 'hidden')
    expect(hidden.map((target) => partOf(target, targets, suite))).toEqual(hidden.map(() => about))
    expect([hidden.length > 0, about.length > 0, about.length < suite.length]).toEqual([true, true, true])
  })

  it('is whole for every other target', () => {
    for (const target of targets.filter((other) => !isInPart(other))) expect(partOf(target, targets, suite)).toBe(suite)
  })
})
