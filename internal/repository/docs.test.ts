import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ofLongRun, pageOf } from '../neighbours/libraries.ts'
import { headingNames, type Link, readLinks } from './links.ts'
import { filesMatching, readText, root } from './repository.ts'
import { readSnippets } from './snippets.ts'
import { typeCheck } from './type-check.ts'

const paths = await filesMatching('*.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md')
const files = await Promise.all(
  paths.map(async (path) => {
    const text = await readText(path)
    return { path, text, links: readLinks(path, text), ...readSnippets(path, text) }
  }),
)
const headings = new Map(files.map(({ path, text }) => [path, headingNames(text)]))

/** What a link lacks: the file, or the heading in the file. */
function brokenLink({ from, path, heading }: Link): string[] {
  if (!existsSync(join(root, path))) return [`${from}: there is no ${path}`]
  const isKnown = heading === '' || headings.get(path)?.includes(heading)
  return isKnown ? [] : [`${from}: ${path} has no heading #${heading}`]
}

describe('the documentation', () => {
  it.each(files)('labels every code block of $path with a language that is known here', ({ unknown }) => {
    expect(unknown).toEqual([])
  })

  it.each(files)('links from $path to files and headings that are there', ({ links }) => {
    expect(links.flatMap(brokenLink)).toEqual([])
  })

  it('has an index that leads to every page', () => {
    const linksOf = (page: string): string[] => files.find(({ path }) => path === page)?.links.map(({ path }) => path) ?? []
    const direct = linksOf('docs/README.md')
    // A folder may have an index of its own.
    const reached = new Set([...direct, ...direct.filter((path) => path.endsWith('/README.md')).flatMap(linksOf)])
    const pages = paths.filter((path) => path.startsWith('docs/') && path !== 'docs/README.md')
    expect(pages.filter((page) => !reached.has(page))).toEqual([])
  })

  it.each(files)('names files in $path that are there', ({ path: page, text }) => {
    const named = Array.from(text.matchAll(/`((?:[\w@.-]+\/)+[\w.-]+\.(?:ts|md|json|mjs))`/g), ([, path = '']) => path)
    const folders = ['', 'packages/core/src', dirname(page)]
    // Runs write there, and git knows nothing of it.
    const isWritten = (path: string): boolean => /^(?:packages\/\w+\/)?reports\//.test(path)
    expect(named.filter((path) => !isWritten(path) && !folders.some((folder) => existsSync(join(root, folder, path))))).toEqual([])
  })

  it.each(files)('shows in $path each file as it is', async ({ path: page, shown }) => {
    for (const { line, path, code } of shown) expect(`${code}\n`, `${page}:${line}`).toBe(await readText(path))
  })

  it('type-checks in every block of TypeScript', async () => {
    const errors = await typeCheck(files.flatMap(({ snippets }) => snippets.filter(({ isNeighbour }) => !isNeighbour)))
    expect([...errors.values()].flat()).toEqual([])
  })

  it('leaves blocks to the long run only on the pages of its libraries', () => {
    const left = files.filter(({ snippets }) => snippets.some(({ isNeighbour }) => isNeighbour)).map(({ path }) => path)
    expect(left).toEqual(
      ofLongRun
        .map(({ page }) => pageOf(page))
        .filter((path) => left.includes(path))
        .toSorted(),
    )
    expect(left.length).toBeGreaterThan(5)
  })
})

describe('the tour', () => {
  /** What is in backquotes and looks like a file: of core, where the path names no package. */
  const filesOf = (markdown: string): string[] =>
    Array.from(markdown.matchAll(/`([a-z0-9/-]+\.ts)`/g), ([, path = '']) =>
      path.startsWith('packages/') ? path : `packages/core/src/${path}`,
    )

  it('names files that are there, in under 40 lines, of a request and of a token', async () => {
    const tour = await readText('docs/internals/tour.md')
    const [, request = '', token = ''] = tour.split(/^## /m)
    expect(tour.trimEnd().split('\n').length).toBeLessThan(40)
    for (const way of [request, token]) {
      const named = filesOf(way)
      expect(named.length).toBeGreaterThan(8)
      expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
    }
  })
})

describe('the check of the documentation', () => {
  const markdown = [
    '# Sample',
    '```ts',
    'const answer: number = 42',
    '```',
    'Text.',
    '```ts example=fetch',
    'const response = await fetch("https://api.example.com")',
    '',
    'const body: string = response.status',
    '```',
    '1. In a list:',
    '',
    '   ~~~ts',
    '   const answer: string = "no clash with the first block"',
    '   let wrong: number = answer',
    '   ~~~',
    '```sh',
    'npm install',
    '```',
  ].join('\n')

  it('finds the blocks of TypeScript, also in lists, and the examples among them', () => {
    const { snippets, unknown } = readSnippets('sample.md', markdown)
    expect(snippets.map(({ line, example }) => ({ line, example }))).toEqual([
      { line: 3, example: undefined },
      { line: 7, example: 'fetch' },
      { line: 14, example: undefined },
    ])
    expect(unknown).toEqual([])
  })

  it('finds the files that are shown, which are type-checked where they are', () => {
    const { snippets, shown, unknown } = readSnippets('sample.md', '```ts file=demo/main.ts\nconst a = 1\n\nconst b = 2\n```\n')
    expect({ snippets, shown, unknown }).toEqual({
      snippets: [],
      shown: [{ line: 2, path: 'demo/main.ts', code: 'const a = 1\n\nconst b = 2' }],
      unknown: [],
    })
  })

  it('tells an error with the line of the Markdown file', async () => {
    const errors = await typeCheck(readSnippets('sample.md', markdown).snippets)
    expect([...errors.values()]).toEqual([
      [],
      [expect.stringMatching(/^sample\.md:9 error TS2322/)],
      [expect.stringMatching(/^sample\.md:15 error TS2322/)],
    ])
  })

  it('finds links to files and headings of the repository, also those that npm shows', () => {
    const links = readLinks(
      'docs/guide/sample.md',
      'A [file](../reference/options.md#cooldown), a [heading](#below), [elsewhere](https://example.com/docs/x.md),\n' +
        '![picture](plot.svg), [on npm](https://github.com/everbearer/everbearer/blob/main/docs/guide/errors.md).',
    )
    expect(links).toEqual([
      { from: 'docs/guide/sample.md:1', path: 'docs/reference/options.md', heading: 'cooldown' },
      { from: 'docs/guide/sample.md:1', path: 'docs/guide/sample.md', heading: 'below' },
      { from: 'docs/guide/sample.md:2', path: 'docs/guide/plot.svg', heading: '' },
      { from: 'docs/guide/sample.md:2', path: 'docs/guide/errors.md', heading: '' },
    ])
    expect(links.flatMap(brokenLink)).toContain('docs/guide/sample.md:2: there is no docs/guide/plot.svg')
  })

  it('names headings as GitHub does', () => {
    expect(headingNames('# A `code`, and *more*\n\n## Twice\n\n## Twice-told\n\n## Twice\n')).toEqual([
      'a-code-and-more',
      'twice',
      'twice-told',
      'twice-1',
    ])
  })

  it('knows our packages', async () => {
    const code = `import * as core from '@everbearer/core'\nexport const size = Object.keys(core).length`
    const errors = await typeCheck([{ file: 'sample.md', line: 1, code }])
    expect([...errors.values()]).toEqual([[]])
  })

  it.each(['typescript', 'ts nocheck', 'ts example=', 'ts file=', 'ts file=a.js', 'js', ''])('lets no block escape as "%s"', (info) => {
    const { unknown } = readSnippets('sample.md', `Text.\n\n\`\`\`${info}\nconst answer: number = 'x'\n\`\`\`\n`)
    expect(unknown).toEqual([`sample.md:3 has the unknown info string "${info}"`])
  })
})
