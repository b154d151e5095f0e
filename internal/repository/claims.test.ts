import type { Blockquote } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, it } from 'vitest'
import { type Claim, plainText, readClaims, testNames } from './claims.ts'
import { filesMatching, readText } from './repository.ts'

const threats = 'docs/reference/threat-model.md'
const pages = ['README.md', 'SECURITY.md', 'docs/guide/stores.md', 'docs/reference/supply-chain.md', threats]

/** The claims whose test is not there. */
async function unheld(claims: readonly Claim[]): Promise<string[]> {
  const paths = new Set(claims.map(({ path }) => path))
  const names = new Map(
    await Promise.all([...paths].map(async (path) => [path, testNames(path, await readText(path).catch(() => ''))] as const)),
  )
  return claims
    .filter(({ path, test }) => !names.get(path)?.includes(test))
    .map(({ from, path, test }) => `${from}: ${path} has no test "${test}"`)
}

describe('the claims', () => {
  it.each(pages)('of %s name tests that are there', async (page) => {
    const claims = readClaims(page, await readText(page))
    expect(claims.length).toBeGreaterThanOrEqual(8)
    expect(await unheld(claims)).toEqual([])
  })

  it('of the threat model have a test in each row', async () => {
    const rows = (await readText(threats)).split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| what '))
    expect(rows.length).toBeGreaterThan(40)
    expect(rows.filter((row) => readClaims(threats, row).length === 0)).toEqual([])
  })

  it('of the threat model say for each part what is not defended', async () => {
    const parts = (await readText(threats)).split(/^## /m).slice(1, -1)
    expect(parts.filter((part) => !part.includes('\nNot defended:\n\n- ')).map((part) => part.split('\n', 1)[0])).toEqual([])
  })
})

describe('the guarantee', () => {
  /** The quotation that begins as the guarantee does: its words, and each clause with its test. */
  async function guaranteeOf(page: string): Promise<{ text: string; clauses: (readonly [path: string, test: string])[] }> {
    const markdown = await readText(page)
    const quotations = fromMarkdown(markdown).children.filter((node): node is Blockquote => node.type === 'blockquote')
    const texts = quotations.map((node) => plainText(node).replaceAll(/\s+/g, ' '))
    const found = texts.filter((text) => text.startsWith('Before a refresh token'))
    expect(found, page).toHaveLength(1)
    const quotation = quotations[texts.indexOf(found[0]!)]!
    const source = markdown.slice(quotation.position!.start.offset, quotation.position!.end.offset)
    return { text: found[0]!, clauses: readClaims(page, source).map(({ path, test }) => [path, test] as const) }
  }

  it('has the same words and the same tests in README, SECURITY and the guide', async () => {
    const [first, ...others] = await Promise.all(['docs/guide/stores.md', 'README.md', 'SECURITY.md'].map(guaranteeOf))
    expect(others).toEqual([first, first])
    expect(first!.clauses.length).toBeGreaterThanOrEqual(8)
  })

  it('stands in no other page in other words', async () => {
    const all = await filesMatching('*.md', 'docs/**/*.md', 'packages/*/README.md')
    const holders = await Promise.all(all.map(async (page) => ((await readText(page)).includes('hand-overs ≤ 1') ? [page] : [])))
    expect(holders.flat()).toEqual(['README.md', 'SECURITY.md', 'docs/guide/stores.md'])
  })
})

describe('the check of claims', () => {
  const source = [
    "describe('a store', () => {",
    "  it('keeps a record', () => {})",
    '  it.each([["a row", 1], "a text"])("keeps %s", () => {})',
    '  test.skipIf(isMissing)(`is away${reason}`, () => {})',
    "  check('is no test')",
    '})',
    "export const behaviour = { name: 'a behaviour', theme: 'stores' }",
  ].join('\n')

  it('reads the names of tests, groups, rows and behaviours', () => {
    expect(testNames('a.test.ts', source)).toEqual(['a store', 'keeps a record', 'keeps %s', 'a row', 'a text', 'is away', 'a behaviour'])
  })

  it('reads links to tests by their title or text, and no others', () => {
    const markdown =
      'See [the text `x`](../a.test.ts), [a clause](b.test.ts "the title"), [a page](c.md), [source](d.ts), [far](https://example.com/a.test.ts).'
    expect(readClaims('docs/page.md', markdown)).toEqual([
      { from: 'docs/page.md:1', path: 'a.test.ts', test: 'the text `x`' },
      { from: 'docs/page.md:1', path: 'docs/b.test.ts', test: 'the title' },
    ])
  })

  it.each([
    ['a test that was renamed', 'internal/repository/claims.test.ts', 'is no name here'],
    ['a file that is gone', 'internal/repository/gone.test.ts', 'reads links to tests by their title or text, and no others'],
  ])('notices %s', async (_, path, test) => {
    expect(await unheld([{ from: 'a.md:1', path, test }])).toEqual([`a.md:1: ${path} has no test "${test}"`])
  })
})
