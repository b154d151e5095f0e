import { describe, expect, it } from 'vitest'
import { readExamples, withoutExample } from './doc-comments.ts'
import { directions } from './directions.ts'
import { filesMatching, readText } from './repository.ts'
import { typeCheck } from './type-check.ts'

/** What the lists `export { … }` and `export type { … }` of an entry name, types with `type ` in front. */
async function exportsOf(name: string): Promise<string[]> {
  const entry = await readText(`packages/${name}/src/index.ts`)
  return Array.from(entry.matchAll(/^export (type )?\{([^}]*)\}/gm), ([, type = '', list = '']) =>
    list.split(',').flatMap((each) => (each.trim() === '' ? [] : [`${type}${each.trim()}`])),
  ).flat()
}

const sources = await Promise.all(
  (await filesMatching(...Object.keys(directions).map((name) => `packages/${name}/src/**/*.ts`))).map(async (path) => ({
    path,
    text: await readText(path),
  })),
)
const known = new Map([
  ['@everbearer/core', await exportsOf('core')],
  ['@everbearer/oauth2', await exportsOf('oauth2')],
  ['@everbearer/file', await exportsOf('file')],
  ['@everbearer/redis', await exportsOf('redis')],
  ['@everbearer/browser', await exportsOf('browser')],
  ['@everbearer/otel', await exportsOf('otel')],
  ['@everbearer/devtools', await exportsOf('devtools')],
  ['@everbearer/dpop', await exportsOf('dpop')],
  ['@everbearer/testing', await exportsOf('testing')],
])

describe('the examples in documentation comments', () => {
  it('type-check', async () => {
    const examples = sources.flatMap(({ path, text }) => readExamples(path, text, known))
    expect(examples.length).toBeGreaterThan(10)
    const errors = await typeCheck(examples)
    expect([...errors.values()].flat()).toEqual([])
  })

  it.each(['oauth2', 'file'])('stand at each function that @everbearer/%s exports', async (own) => {
    const values = new Set(await exportsOf(own))
    const missing = sources.filter(({ path }) => path.startsWith(`packages/${own}/`)).flatMap(({ text }) => withoutExample(text))
    expect(missing.filter((name) => values.has(name))).toEqual([])
  })
})

describe('the check of the examples', () => {
  const source = [
    '/**',
    ' * Creates a source.',
    ' *',
    ' * @example',
    ' * const source = password({ clientId: 1 })',
    ' * auth.dispose()',
    ' * @throws {TypeError} never',
    ' */',
    'export function password(): void {}',
    '',
    '/**',
    ' * @example',
    ' * ```tsx',
    ' * return <Login />',
    ' * ```',
    ' */',
    'export function withMarkup(): void {}',
    '',
    '/** Has no example. */',
    'export function bare(): void {}',
  ].join('\n')

  it('finds each example up to the next tag, and imports what it uses', () => {
    const [example, ...others] = readExamples('sample.ts', source, known)
    expect(others).toEqual([])
    expect(example).toMatchObject({ file: 'sample.ts', line: 5 })
    expect(example?.code).toContain("import { password } from '@everbearer/oauth2'; declare const auth:")
    expect(example?.code).not.toContain('throws')
  })

  it('tells an error with the line of the source file', async () => {
    const errors = await typeCheck(readExamples('sample.ts', source, known))
    expect([...errors.values()].flat()).toEqual([expect.stringMatching(/^sample\.ts:5 error TS2322/)])
  })

  it('names the functions without an example', () => {
    expect(withoutExample(source)).toEqual(['bare'])
  })
})
