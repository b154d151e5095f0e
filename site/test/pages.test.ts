import { describe, expect, it } from 'vitest'
import { shortenApiPage } from '../build/api-text.ts'
import { drawMermaid } from '../build/drawings.ts'
import { frontPage } from '../build/front-page.ts'
import { mainSidebar } from '../build/navigation.ts'
import { pageOf, titleTemplate } from '../build/pages.ts'

describe('the page of a file', () => {
  it.each([
    ['README.md', 'index.md', ':title · Everbearer'],
    ['docs/README.md', 'documentation.md', ':title · Everbearer'],
    ['docs/internals/proofs/model.md', 'internals/proofs/model.md', ':title · Internals · Everbearer'],
    ['packages/axios/README.md', 'packages/axios.md', ':title · Packages · Everbearer'],
  ])('%s is %s', (source, path, template) => {
    expect(pageOf(source)).toEqual({ source, path })
    expect(titleTemplate(path)).toBe(template)
  })
})

describe('the front page', () => {
  const readme =
    '# Everbearer\n\nEverbearer keeps\ntokens.\n\n- **No request waits** while\n  all is well.\n- **Two.** Three.\n\n## More\n\nText.\n\n```ts\nlet a = 1\n```\n'

  it('has the sentence, the bullets and the rest of the README', () => {
    const [, frontMatter = '', rest] = /^---\n(.*)\n---\n\n([^]*)$/.exec(frontPage(readme, (code) => `<b>${code}</b>`)) ?? []
    expect(JSON.parse(frontMatter)).toMatchObject({
      hero: { tagline: 'Keeps tokens.' },
      example: '<b>```ts\nlet a = 1\n```</b>',
      features: [
        { title: 'No request waits', details: 'while all is well.' },
        { title: 'Two', details: 'Three.' },
      ],
    })
    expect(rest).toMatch(/## More\n\nText\.\n[^]*let a = 1\n```\n$/)
  })

  it.each([
    ['begins in another way', 'Everbearer keeps tokens.', /expected a heading, a sentence and a list/],
    ['has no example', readme.replaceAll('```', ''), /expected an example in TypeScript/],
    ['has a bullet without words in bold', readme.replaceAll('**', ''), /expected every bullet at the start to begin in bold/],
  ])('is not built from a README that %s', (_, text, message) => {
    expect(() => frontPage(text, String)).toThrow(message)
  })
})

describe('the sidebar', () => {
  const index = `# Documentation

| you want to | read |
|---|---|
| begin | [Start](guide/start.md) |

## Reference

| page | what it lists |
|---|---|
| [Options](reference/options.md) | what \`f\` takes |

## For contributors

| page | what it explains |
|---|---|
| Proofs | runs: [model](internals/proofs/model.md), [soak](internals/proofs/soak.md) |
`

  it('has the tables of the index, and the packages after the reference', () => {
    expect(mainSidebar(index, ['packages/axios.md'])).toEqual([
      { text: 'Guide', items: [{ text: 'Start', link: '/guide/start', about: 'begin' }] },
      { text: 'Reference', items: [{ text: 'Options', link: '/reference/options', about: 'what `f` takes' }] },
      { text: 'Packages', items: [{ text: 'axios', link: '/packages/axios' }] },
      {
        text: 'For contributors',
        items: [
          {
            text: 'Proofs',
            items: [
              { text: 'model', link: '/internals/proofs/model' },
              { text: 'soak', link: '/internals/proofs/soak' },
            ],
          },
        ],
      },
    ])
  })

  it('is not built from an index without tables', () => {
    expect(() => mainSidebar('# Documentation\n', [])).toThrow('docs/README.md: expected a table of the guide and one of the reference')
  })
})

describe('a page of the API', () => {
  it('names its source once, at the end, and lists what it passes on in one paragraph', () => {
    const page = [
      '# A',
      'Defined in: [a.ts:1](a)',
      '## b',
      'Defined in: [a.ts:2](a)',
      '## References',
      '### C',
      'Re-exports [C](c.md)',
      '***',
      '### D',
      'Re-exports [D](d.md)',
      '',
    ].join('\n\n')
    expect(shortenApiPage(page)).toBe('# A\n\n## b\n\n## Also exported\n\n[C](c.md), [D](d.md)\n\nSource: [a.ts:1](a)\n')
  })
})

describe('a drawing', () => {
  it('is part of the page, and loads nothing', () => {
    const figure = drawMermaid('graph LR\n  first --> second\n')
    expect(figure).toMatch(/^<figure [^>]*><svg [^]*first[^]*second[^]*<\/svg><\/figure>\n$/)
    expect(figure).not.toMatch(/@import|<style|https?:\/\/(?!www\.w3\.org\/2000\/svg")/)
  })

  it('with a mistake ends the build', () => {
    expect(() => drawMermaid('no diagram\n')).toThrow(/Invalid mermaid header/)
  })
})
