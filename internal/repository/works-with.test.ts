import { describe, expect, it } from 'vitest'
import { libraries, ofLongRun, pageOf } from '../neighbours/libraries.ts'
import { readLinks } from './links.ts'
import { filesMatching, readManifest, readText } from './repository.ts'

const index = 'docs/guide/works-with/README.md'

describe('the libraries that Everbearer works with', () => {
  it.each(libraries)('$title has a page and a test', async ({ page, title, test }) => {
    const text = await readText(pageOf(page))
    expect(text).toMatch(/^# .+\n/)
    expect(text.split('\n', 1)).toEqual([`# ${title}`])
    expect(await filesMatching(test)).toEqual([test])
  })

  it('are the pages of the folder, and the rows of its index in that order', async () => {
    const pages = (await filesMatching('docs/guide/works-with/*.md')).filter((path) => path !== index)
    expect(libraries.map(({ page }) => pageOf(page)).toSorted()).toEqual(pages)
    const linked = readLinks(index, await readText(index)).map(({ path }) => path)
    expect(linked.filter((path) => pages.includes(path))).toEqual(libraries.map(({ page }) => pageOf(page)))
  })

  it('are the list of the front page', async () => {
    const [, section = ''] = (await readText('README.md')).split('## It works with\n')
    const [list = ''] = section.split(':', 1)
    const titles = list
      .replaceAll(/\s+/g, ' ')
      .trim()
      .split(/, | and (?!Nitro)/)
    expect(titles).toEqual(libraries.map(({ title }) => title))
  })

  it('run in CI, six or more, or in the long run, which has each of its tests once', async () => {
    const tests = await filesMatching('internal/neighbours/test/*.neighbour.ts')
    expect(ofLongRun.map(({ test }) => test).toSorted()).toEqual(tests)
    const inCi = libraries.filter(({ test }) => test.startsWith('packages/'))
    expect(inCi.length).toBeGreaterThanOrEqual(6)
    for (const { test } of inCi) expect(await readText(test)).toContain('describeNeighbour(')
    for (const test of tests) expect(await readText(test)).toContain('describeNeighbour(')
  })

  it('have exact versions in the long run', async () => {
    const { dependencies = {} } = await readManifest('internal/neighbours/package.json')
    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
    const fromNpm = ofLongRun.filter(({ page }) => page !== 'openapi-generator').map((library) => library.package)
    expect(fromNpm.filter((name) => !(name in dependencies))).toEqual([])
  })
})
