import { describe, expect, it } from 'vitest'
import { circlesOf, readImportGraph } from './code/import-graph.ts'
import { allSources } from './code/sources.ts'
import { readText } from './repository.ts'

/** Most lines of a source file: it holds one idea. Tests may be longer. */
const mostLines = 180

describe('the source files', () => {
  it(`have at most ${mostLines} lines`, async () => {
    const files = (await allSources()).filter((file) => !file.endsWith('.test.ts'))
    const lengths = await Promise.all(files.map(async (file) => [file, lengthOf(await readText(file))] as const))
    const long = lengths.filter(([, length]) => length > mostLines)
    expect(
      long.map(([file]) => file),
      long.map((row) => row.join(': ')).join('\n'),
    ).toEqual([])
  })

  it('import each other in no circle', async () => {
    expect(circlesOf(await readImportGraph(await allSources()))).toEqual([])
  })
})

describe('the check of circles', () => {
  it('reads imports by relative paths, of types, and of our packages by name', async () => {
    const files = ['packages/testing/src/conformance.ts', 'packages/testing/src/suite/behaviour.ts', 'internal/runtimes/targets.ts']
    const graph = await readImportGraph(files)
    expect(graph.get('internal/runtimes/targets.ts')).toEqual(['packages/testing/src/conformance.ts'])
    expect(graph.get('packages/testing/src/conformance.ts')).toEqual(['packages/testing/src/suite/behaviour.ts'])
  })

  it.each([
    ['two files', { a: ['b'], b: ['a'] }, [['a', 'b']]],
    ['a file alone', { a: ['a'] }, [['a']]],
    ['a way round', { a: ['b'], b: ['c'], c: ['a', 'd'], d: [] }, [['a', 'b', 'c']]],
    [
      'two circles',
      { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] },
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['no circle', { a: ['b', 'c'], b: ['c'], c: [] }, []],
  ])('finds %s', (_, edges: Record<string, string[]>, circles) => {
    expect(circlesOf(new Map(Object.entries(edges)))).toEqual(circles)
  })
})

function lengthOf(text: string): number {
  return text.trimEnd().split('\n').length
}
