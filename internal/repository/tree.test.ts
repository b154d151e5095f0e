import { describe, expect, it } from 'vitest'
import { differencesOf, readTree, visibleFiles } from './code/tree.ts'
import { readText } from './repository.ts'

const page = 'docs/internals/architecture.md'

describe('the tree on the page of architecture', () => {
  it('has a line for each file, and a file for each line', async () => {
    expect(differencesOf(readTree(await readText(page)), await visibleFiles())).toEqual({ withoutLine: [], withoutFile: [] })
  })

  it('says what each line is about', async () => {
    const lines = readTree(await readText(page))
    expect(lines.filter(({ idea }) => idea === '').map(({ path }) => path)).toEqual([])
  })
})

describe('the check of the tree', () => {
  const tree = (...lines: string[]): ReturnType<typeof readTree> =>
    readTree(['# Page', '', '## The tree', '', 'A text.', '', '```text', ...lines, '```', ''].join('\n'))
  const sample = tree(
    'packages/         public',
    '  core/           the core',
    '    src/          sources',
    '      index.ts    exports',
    '      lib/        helpers',
    '        clock.ts  time',
    '    test/         tests',
    'demo/             the demo',
    'package.json      the manifest',
  )
  const files = [
    'packages/core/src/index.ts',
    'packages/core/src/lib/clock.ts',
    'packages/core/test/a/b.test.ts',
    'demo/a.ts',
    'package.json',
  ]

  it('reads paths by their indentation', () => {
    expect(sample.map(({ path }) => path)).toEqual([
      'packages/',
      'packages/core/',
      'packages/core/src/',
      'packages/core/src/index.ts',
      'packages/core/src/lib/',
      'packages/core/src/lib/clock.ts',
      'packages/core/test/',
      'demo/',
      'package.json',
    ])
    expect(sample[5]?.idea).toBe('time')
  })

  it('finds nothing where both agree', () => {
    expect(differencesOf(sample, files)).toEqual({ withoutLine: [], withoutFile: [] })
  })

  it.each([
    'packages/core/src/other.ts',
    'packages/core/src/lib/other.ts',
    'packages/core/src/more/other.ts',
    'packages/fetch/src/index.ts',
    'bench/main.ts',
    'other.json',
  ])('finds %s, which has no line', (file) => {
    expect(differencesOf(sample, [...files, file])).toEqual({ withoutLine: [file], withoutFile: [] })
  })

  it.each([
    ['packages/core/src/lib/gone.ts', '        gone.ts   time'],
    ['packages/core/src/lib/gone/', '        gone/     time'],
  ])('finds the line of %s, which does not exist', (path, line) => {
    const lines = tree('packages/         public', '  core/           core', '    src/          sources', '      lib/        helpers', line)
    expect(differencesOf(lines, ['packages/core/package.json'])).toMatchObject({ withoutFile: expect.arrayContaining([path]) as string[] })
  })
})
