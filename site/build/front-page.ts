/** The parts of the repository's README. */
export interface Readme {
  /** One sentence. */
  readonly pitch: string
  /** A list, as it stands. */
  readonly bullets: string
  /** What follows the list. */
  readonly sections: string
  /** The first block of TypeScript in the sections, with its fence. */
  readonly example: string
}

/** @throws {Error} the README begins in another way */
export function readReadme(readme: string): Readme {
  const [, pitch, bullets, sections] = /^# .+\n\n([^]+?)\n\n((?:- [^]+?\n)+)\n([^]*)$/.exec(readme) ?? []
  if (pitch === undefined || bullets === undefined || sections === undefined)
    throw new Error('README.md: expected a heading, a sentence and a list of bullets at the start')
  const [example] = /^```ts[^]*?^```$/m.exec(sections) ?? []
  if (example === undefined) throw new Error('README.md: expected an example in TypeScript')
  return { pitch, bullets, sections, example }
}

/**
 * The front page, made of the repository's README. Both say the same.
 *
 * @param render - makes HTML of the example, which stands beside the name
 */
export function frontPage(readme: string, render: (markdown: string) => string): string {
  const { pitch, bullets, sections, example } = readReadme(readme)
  const frontMatter = {
    layout: 'FrontLayout',
    isHome: true,
    sidebar: false,
    title: 'Everbearer',
    titleTemplate: sentence(pitch),
    hero: {
      name: 'Everbearer',
      tagline: sentence(pitch),
      actions: [
        { theme: 'brand', text: 'Get started', link: '/guide/getting-started' },
        { theme: 'alt', text: 'See it happen', link: '#see-it-happen' },
        { theme: 'alt', text: 'GitHub', link: 'https://github.com/everbearer/everbearer' },
      ],
    },
    example: render(example),
    features: bullets.split(/^- /m).slice(1).map(feature),
  }
  // JSON is YAML, too.
  return `---\n${JSON.stringify(frontMatter)}\n---\n\n## Start\n\n${sections}`
}

/** `**No request waits** while …` */
function feature(bullet: string): { title: string; details: string } {
  const [, title = '', details = ''] = /^\*\*(.+?)\*\*\s*([^]*)$/.exec(bullet.replaceAll(/\s+/g, ' ').trim()) ?? []
  if (title === '') throw new Error('README.md: expected every bullet at the start to begin in bold')
  return { title: title.replace(/\.$/, ''), details: details.replace(/^, /, '') }
}

function sentence(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replace(/^Everbearer keeps/, 'Keeps')
}
