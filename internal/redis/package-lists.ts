import { access, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inheritedEnvironment, type Outcome, runProcess } from '../tools/run-process.ts'

/** Lists of Debian's packages in a folder of their own: the machine's lists stay as they are, and no root is needed. */
export interface PackageLists {
  readonly folder: string
  /** The libraries that a package needs beside the C library. */
  librariesOf(name: string): Promise<string[]>
  /**
   * Downloads packages into the folder.
   *
   * @returns undefined: done; else the last lines of what went wrong
   */
  download(names: readonly string[]): Promise<string | undefined>
  /** File names of the downloaded packages. */
  archives(): Promise<string[]>
}

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** Reads the lists of a release and of its backports, from the mirror that this machine uses. */
export async function openPackageLists(folder: string, codename: string): Promise<PackageLists> {
  await Promise.all(['lists/partial', 'archives/partial'].map((path) => mkdir(join(folder, path), { recursive: true })))
  const sources = join(folder, 'sources.list')
  const mirror = await mirrorOf(codename)
  const signed = (await access(keyring).then(() => true, () => false)) ? `[signed-by=${keyring}] ` : '' // prettier-ignore
  const suites = mirror === undefined ? [] : [codename, `${codename}-backports`]
  await writeFile(sources, suites.map((suite) => `deb ${signed}${mirror} ${suite} main\n`).join(''))
  const options = Object.entries({
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::Cache': folder,
    'Acquire::Languages': 'none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    // Debian's own user for downloads may not enter this folder.
    'APT::Sandbox::User': '',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const apt = (program: string, ...args: string[]): Promise<Outcome> =>
    runProcess(program, [...options, ...args], { cwd: folder, env: { ...inheritedEnvironment(), LC_ALL: 'C' }, timeout: 300_000 })

  // A suite that the mirror lacks is no trouble as long as the other has the package.
  await apt('apt-get', '-q', 'update')
  return {
    folder,
    async librariesOf(name) {
      const { stdout } = await apt('apt-cache', 'depends', '--important', name)
      return [...stdout.matchAll(/^ +Depends: (lib\S+)$/gm)].map(([, library]) => library!).filter((library) => library !== 'libc6')
    },
    async download(names) {
      const { code, output } = await apt('apt-get', '-q', 'download', ...names)
      return code === 0 ? undefined : output.trimEnd().split('\n').slice(-5).join('\n')
    },
    archives: async () => (await readdir(folder)).filter((name) => name.endsWith('.deb')).toSorted(),
  }
}

/** The address that this machine gets the packages of its release from. Works before the first `apt-get update`, too. */
async function mirrorOf(codename: string): Promise<string | undefined> {
  const { stdout } = await runProcess('apt-get', ['update', '--print-uris'])
  const releases = [...stdout.matchAll(/^'(\S+?)\/dists\/([^/']+)\/InRelease'/gm)]
  return releases.find(([, , suite]) => suite === codename)?.[1]
}
