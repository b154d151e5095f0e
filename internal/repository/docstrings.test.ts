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
  const files = await filesMatching('packages/core/src/**/*.ts')
  const sources = await Promise.all(files.map(async (file) => ({ file, source: await readText(file) })))
  return sources.flatMap(({ file, source }) =>
    Array.from(source.matchAll(declaration), ([, docstring = '', name = '']) => ({ name, file, docstring })).filter(({ name }) =>
      names.includes(name),
    ),
  )
}

/** The example of a docstring, as the snippet that it is. Without an import it shows a method of an object that the text before has made. */
function exampleOf({ name, file, docstring }: Documented): Snippet[] {
  const markdown = docstring.replace(/^ \* ?/gm, '')
  return readSnippets(`${file} (${name})`, markdown.slice(markdown.indexOf('@example'))).snippets.slice()
}

const doors = ['packages/core/src/index.ts', 'packages/core/src/adapter/index.ts']

describe.each(doors)('the functions of %s', (door) => {
  it('have each an example in their docstring', async () => {
    const documented = await documentedIn(door)
    expect(documented.length).toBeGreaterThan(8)
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
  const documented = (await Promise.all(doors.map(documentedIn))).flat()
  const errors = await typeCheck(documented.flatMap(exampleOf))
  expect(errors.size).toBeGreaterThan(20)
  expect([...errors.values()].flat()).toEqual([])
})
