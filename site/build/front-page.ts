/** The front page, made of the repository's README. Both say the same. */
export function frontPage(readme: string): string {
  const [, pitch, bullets, rest] = /^# .+\n\n([^]+?)\n\n((?:- [^]+?\n)+)\n([^]*)$/.exec(readme) ?? []
  if (pitch === undefined || bullets === undefined || rest === undefined)
    throw new Error('README.md: expected a heading, a sentence and a list of bullets at the start')
  const frontMatter = {
    layout: 'home',
    title: 'Everbearer',
    titleTemplate: sentence(pitch),
    hero: {
      name: 'Everbearer',
      text: sentence(pitch),
      actions: [
        { theme: 'brand', text: 'Get started', link: '/guide/getting-started' },
        { theme: 'alt', text: 'GitHub', link: 'https://github.com/everbearer/everbearer' },
      ],
    },
    features: bullets.split(/^- /m).slice(1).map(feature),
  }
  // JSON is YAML, too.
  return `---\n${JSON.stringify(frontMatter)}\n---\n\n## Start\n\n${rest}`
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
