import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { replaceLinks, type Targets, urlOnSite } from '../build/links.ts'
import { pageOf } from '../build/pages.ts'

const root = join(import.meta.dirname, '../..')
const from = pageOf('docs/guide/stores.md')
const sources = ['README.md', 'docs/README.md', from.source, 'docs/reference/errors.md', 'packages/axios/README.md']
const targets: Targets = {
  root,
  pages: new Map(sources.map((source) => [source, pageOf(source)])),
  assets: new Map([['docs/generated/performance.svg', 'generated/performance.svg']]),
}

describe('a link of a page', () => {
  it.each([
    ['../reference/errors.md#codes', '../reference/errors.md#codes'],
    ['../README.md', '../documentation.md'],
    ['../../README.md', '../index.md'],
    ['../../packages/axios/README.md', '../packages/axios.md'],
    ['../../packages/axios', '../packages/axios.md'],
    ['../generated/performance.svg', '../generated/performance.svg'],
    ['#the-guarantee', '#the-guarantee'],
    ['https://example.com/a.md', 'https://example.com/a.md'],
    ['mailto:a@example.com', 'mailto:a@example.com'],
    ['https://github.com/everbearer/everbearer/blob/main/docs/reference/errors.md#codes', '../reference/errors.md#codes'],
    ['https://github.com/everbearer/everbearer/issues', 'https://github.com/everbearer/everbearer/issues'],
    ['../../CONTRIBUTING.md#layout', 'https://github.com/everbearer/everbearer/blob/main/CONTRIBUTING.md#layout'],
    ['../../examples/', 'https://github.com/everbearer/everbearer/tree/main/examples'],
  ])('to %s leads to %s', (url, expected) => {
    expect(urlOnSite(url, from, targets)).toBe(expected)
  })

  it('that leads to nothing ends the build', () => {
    expect(() => urlOnSite('none.md', from, targets)).toThrow('docs/guide/stores.md: the link to none.md leads to nothing')
  })
})

describe('a text', () => {
  it('gets other links where it has links, and stays as it is elsewhere', () => {
    const markdown =
      'A [b](b.md) b.md, `[b](b.md)`, ![c](b.md "b.md"), [d][d]\n\n```ts\n[b](b.md)\n```\n\n| [e](b.md) |\n|---|\n\n[d]: b.md\n'
    expect(replaceLinks(markdown, (url) => `/${url}`)).toBe(
      'A [b](/b.md) b.md, `[b](b.md)`, ![c](/b.md "b.md"), [d][d]\n\n```ts\n[b](b.md)\n```\n\n| [e](/b.md) |\n|---|\n\n[d]: /b.md\n',
    )
  })

  it('with a link whose address is written in another way ends the build', () => {
    expect(() => replaceLinks('[a](a&amp;b.md)', () => '/')).toThrow('the link to a&b.md is written in a way that cannot be replaced')
  })
})
