import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command, CommandOptions, Commands } from './commands.ts'
import type { LocalRegistry } from './local-registry.ts'

/** A clone of the repository, in which versions are raised and packages are published. */
export interface ScratchClone {
  readonly root: string
  /** Raises the versions as the workflow does, if a change waits for that. Returns the version of the packages. */
  readonly raiseVersions: () => Promise<string>
  /** Builds and publishes all packages that the registry does not have, by the command of the workflow. */
  readonly publish: (registry: LocalRegistry) => Promise<void>
  /** Describes a patch of core, for `raiseVersions`. */
  readonly addPatch: () => Promise<void>
}

const identity = { NAME: 'Rehearsal', EMAIL: 'rehearsal@localhost' }
const gitEnvironment = Object.fromEntries(
  Object.entries(identity).flatMap(([key, value]) => ['AUTHOR', 'COMMITTER'].map((who) => [`GIT_${who}_${key}`, value])),
)

/** Clones what was committed, and installs what the packages need. */
export async function cloneRepository(original: string, root: string, commands: Commands): Promise<ScratchClone> {
  const options: CommandOptions = { cwd: root, env: gitEnvironment }
  const run = async (command: Command, env: CommandOptions['env'] = {}): Promise<void> =>
    void (await commands.need(command, { ...options, env: { ...gitEnvironment, ...env } }))
  await commands.need(['git', 'clone', '--quiet', '--shared', original, root], { cwd: original })
  await run(['pnpm', 'install', '--frozen-lockfile', '--prefer-offline', '--filter', 'everbearer-repository', '--filter', './packages/*'])
  const changes = join(root, '.changeset')

  return {
    root,
    async raiseVersions() {
      // Without a change, the command fails, and the workflow publishes at once.
      const waiting = (await readdir(changes)).filter((name) => name.endsWith('.md') && name !== 'README.md')
      if (waiting.length > 0) await run(['pnpm', 'changeset', 'version'])
      const core = await readFile(join(root, 'packages', 'core', 'package.json'), 'utf8')
      return (JSON.parse(core) as { readonly version: string }).version
    },
    publish: ({ npmrc, url }) => run(['pnpm', 'release'], { NPM_CONFIG_USERCONFIG: npmrc, npm_config_registry: url }),
    addPatch: () => writeFile(join(changes, 'rehearsal.md'), "---\n'@everbearer/core': patch\n---\n\nRehearses a patch.\n"),
  }
}

/** Says which files differ from the last commit, and are therefore not rehearsed. */
export async function uncommittedFiles(root: string, commands: Commands): Promise<string[]> {
  const { stdout } = await commands.need(['git', 'status', '--porcelain'], { cwd: root })
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(3)]))
}
