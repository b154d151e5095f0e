/**
 * Writes the lines of each package's CHANGELOG.md for `changeset version`, as the field `changelog` of `.changeset/config.json` says.
 *
 * The lines have the text of the changesets alone. The default lines begin with the hash of a commit, and list the hashes of a package's
 * dependencies.
 */

/** What changesets gives of a changeset, as far as it is used here. */
interface Changeset {
  readonly summary: string
}

/** What changesets gives of a dependency with a new version, as far as it is used here. */
interface Dependency {
  readonly name: string
  readonly newVersion: string
}

const repository = 'https://github.com/everbearer/everbearer/blob/main/packages'

/** The item of one changeset, further paragraphs included. */
export function getReleaseLine({ summary }: Changeset): Promise<string> {
  const [first = '', ...further] = summary.trim().split('\n')
  return Promise.resolve([`- ${first}`, ...further.map((line) => (line === '' ? '' : `  ${line}`))].join('\n'))
}

/** The item for the packages of this repository that a package depends on: users of an adapter look for the changes of core, too. */
export function getDependencyReleaseLine(_changesets: unknown, dependencies: readonly Dependency[]): Promise<string> {
  if (dependencies.length === 0) return Promise.resolve('')
  const links = dependencies.map(({ name, newVersion }) => {
    const folder = name.replace('@everbearer/', '')
    return `[\`${name}\` ${newVersion}](${repository}/${folder}/CHANGELOG.md)`
  })
  return Promise.resolve(`- Depends on ${new Intl.ListFormat('en').format(links)}.`)
}
