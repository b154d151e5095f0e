import { describe, expect, it } from 'vitest'
import { filesMatching, readText } from '../repository/repository.ts'
import { blocksOf, readBlocks } from './blocks.ts'
import { elsewhere } from './elsewhere.ts'
import { pages, pagesWithServers, testBlocks } from './pages/index.ts'
import { pagesInChromium } from './chromium/pages.ts'

const paths = await filesMatching('README.md', 'docs/{guide,reference}/*.md')

/** The names of all blocks of a page that some test runs. */
function namesRun(path: string): string[] {
  const plans = [...pages, ...pagesWithServers, ...pagesInChromium].filter((page) => page.path === path)
  const others = [...elsewhere, ...testBlocks].filter(({ page }) => page === path)
  return [...plans.flatMap(({ blocks }) => Object.keys(blocks)), ...others.flatMap(({ blocks }) => blocks)]
}

describe('the code of the guides', () => {
  it.each(paths)('is run, each block of %s once', async (path) => {
    const names = (await readBlocks(path)).map(({ name }) => name)
    expect(namesRun(path).toSorted()).toEqual(names.toSorted())
  })

  it('is of these pages alone', () => {
    const named = [...pages, ...pagesWithServers, ...pagesInChromium].map(({ path }) => path)
    expect([...named, ...elsewhere.map(({ page }) => page)].filter((path) => !paths.includes(path))).toEqual([])
  })

  it.each(elsewhere)('runs elsewhere by a test that names $page', async ({ page, test }) => {
    expect(await readText(test)).toContain(page)
  })
})

describe('the name of a block', () => {
  it('is that of the heading above, with a number from the second on', () => {
    const markdown =
      '# A page\n\n```ts\n1\n```\n\n```sh\nls\n```\n\n```ts\n2\n```\n\n## Why not?\n\n- in a list\n\n  ```ts example=kit\n  3\n  ```\n'
    expect(blocksOf('page.md', markdown)).toEqual([
      { name: 'a-page', code: '1' },
      { name: 'a-page 2', code: '2' },
      { name: 'why-not', code: '3' },
    ])
  })
})
