import { beforeAll, describe, expect, it } from 'vitest'
import { filesMatching, readText } from '../repository/repository.ts'
import { createReports } from './create-reports.ts'
import { readEntries } from './entries.ts'
import { exportsIn, reportText, stabilityOf } from './report.ts'

const entries = await readEntries()
const advice = 'The interface has changed. Run `npm run api-report`, look at the diff, and add a changeset.'

describe('the API reports', () => {
  let reports: ReadonlyMap<string, string>

  beforeAll(async () => {
    reports = await createReports(entries)
  })

  it.each(entries)('list what $specifier exports', async ({ report }) => {
    expect(await readText(report).catch(() => ''), advice).toBe(reports.get(report))
  })

  it.each(entries)('say of each export of $specifier how stable it is', ({ report }) => {
    const text = reports.get(report)!
    const declared = text.match(/^export (?!\{|\*)/gm) ?? []
    expect(exportsIn(text).length).toBeGreaterThan(0)
    expect(text.match(/^\/\/ (?:stable|experimental)(?:, deprecated)?$/gm)?.length).toBeGreaterThanOrEqual(declared.length)
  })

  it('are one for each entry', async () => {
    expect(await filesMatching('docs/internals/api/*'), advice).toEqual(entries.map(({ report }) => report).toSorted())
  })
})

describe('the text of a report', () => {
  const extracted = (...lines: string[]): string => ['## Report', '', '```ts', '', ...lines, '', '```', ''].join('\n')
  const textOf = (lines: readonly string[], stability: 'stable' | 'experimental' = 'stable'): Promise<string> =>
    reportText(extracted(...lines), { specifier: 'sample', stability, elsewhere: new Set(['Known']) })
  const sample = ['// @public', 'export function wait(ms: number): void;']

  it.each([
    ['a parameter', 'export function wait(ms: string): void;'],
    ['an optional parameter', 'export function wait(ms?: number): void;'],
    ['a result', 'export function wait(ms: number): number;'],
    ['a name', 'export function pause(ms: number): void;'],
  ])('shows the change of %s', async (_, declaration) => {
    expect(await textOf([sample[0]!, declaration])).not.toBe(await textOf(sample))
  })

  it('does not show how the declaration is indented, or whether a comment stands above it', async () => {
    const loose = ['// @public (undocumented)', 'export function wait(', '\tms: number', '): void;']
    expect(await textOf(loose)).toBe(await textOf(sample))
  })

  it.each([
    ['without a tag', '// @public', 'stable', '// stable'],
    ['with a tag', '// @public @experimental', 'stable', '// experimental'],
    ['of an experimental entry', '// @public', 'experimental', '// experimental'],
    ['that is deprecated', '// @public @deprecated', 'stable', '// stable, deprecated'],
  ] as const)('labels an export %s', async (_, comment, ofEntry, label) => {
    expect(await textOf([comment, sample[1]!], ofEntry)).toContain(`\n${label}\nexport function wait`)
  })

  it('shows a type that is not exported, unless another entry exports it', async () => {
    const text = await textOf([...sample, '', '// @public', 'interface Hidden {}', '', '// @public', 'interface Known {}'])
    expect(text).toContain('\n// not exported\ninterface Hidden {}')
    expect(text).not.toContain('Known')
    expect(exportsIn(text)).toEqual([{ name: 'wait', stability: 'stable' }])
  })

  it('has an export under the name that users see, and an overloaded function once', async () => {
    const lines = ['// @public', 'type Body_2 = string;', 'export { Body_2 as Body }', '', ...sample, '', ...sample]
    const names = exportsIn(await textOf(lines)).map(({ name }) => name)
    expect(names).toEqual(['Body', 'wait'])
  })

  it('is refused if API Extractor wrote no declarations', async () => {
    const context = { specifier: 'sample', stability: 'stable', elsewhere: new Set<string>() } as const
    await expect(reportText('## Report', context)).rejects.toThrow('API Extractor wrote no report of sample')
  })
})

describe('an entry', () => {
  it.each([
    ['/**\n * Text.\n *\n * @experimental\n * @module\n */\nexport {}', 'experimental'],
    ['/**\n * Text.\n *\n * @module\n */\nexport {}', 'stable'],
    ['/** @experimental */\nexport const only = 1', 'stable'],
    ['export {}', 'stable'],
  ])('that begins with %j is %s', (source, stability) => {
    expect(stabilityOf(source)).toBe(stability)
  })
})
