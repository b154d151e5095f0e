import { join } from 'node:path/posix'
import { describe, expect, it } from 'vitest'
import { exportsOf } from './exports.ts'
import { filesMatching, readText } from './repository.ts'
import { readSnippets, type Snippet } from './snippets.ts'
import { typeCheck } from './type-check.ts'

/** An exported function or constant, with the docstring above it. */
interface Documented {
  readonly name: string
  readonly file: string
  readonly docstring: string
}

const declaration = /(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?export (?:async )?(?:function|const) (\w+)/g

async function documentedIn(door: string): Promise<Documented[]> {
  const { names } = exportsOf(door, await readText(door))
  const files = await filesMatching(`${/^packages\/\w+\/src/.exec(door)![0]}/**/*.ts`)
  // It has the same functions once more, for `require()`.
  const kept = files.filter((file) => !file.endsWith('/require.ts'))
  const found = await Promise.all(
    kept.map(async (file) => {
      const declarations = (await readText(file)).matchAll(declaration)
      return Array.from(declarations, ([, docstring = '', name = '']) => ({ name, file, docstring }))
    }),
  )
  return found.flat().filter(({ name }) => names.includes(name))
}

/** The example of a docstring, to be compiled. */
function exampleOf({ name, file, docstring }: Documented): Snippet[] {
  const markdown = docstring.replace(/^ \* ?/gm, '')
  return readSnippets(`${file} (${name})`, markdown.slice(markdown.indexOf('@example'))).snippets.slice()
}

const doors = ['packages/core/src/index.ts', 'packages/core/src/adapter/index.ts']
const packages = ['axios', 'fetch', 'ky', 'ofetch', 'redis', 'browser', 'otel', 'devtools', 'devtools/time-line', 'dpop', 'testing'].map(
  doorOf,
)

function doorOf(door: string): string {
  const [name = '', folder = ''] = door.split('/')
  return join('packages', name, 'src', folder, 'index.ts')
}

describe.each([...doors, ...packages])('the functions of %s', (door) => {
  it('have each an example in their docstring', async () => {
    const documented = await documentedIn(door)
    expect(documented).not.toEqual([])
    expect(
      documented.filter((each) => !each.docstring.includes('@example') || exampleOf(each).length === 0).map(({ name }) => name),
    ).toEqual([])
  })
})

describe('the functions of the second door', () => {
  it('are marked as experimental', async () => {
    const [, door = ''] = doors
    const documented = await documentedIn(door)
    expect(documented.filter(({ docstring }) => !docstring.includes('@experimental')).map(({ name }) => name)).toEqual([])
  })
})

it('examples in docstrings compile', async () => {
  const documented = (await Promise.all([...doors, ...packages].map(documentedIn))).flat()
  const errors = await typeCheck(documented.flatMap(exampleOf))
  expect(errors.size).toBeGreaterThan(25)
  expect([...errors.values()].flat()).toEqual([])
})
