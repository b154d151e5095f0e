import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command, CommandOptions, Commands } from '../commands.ts'
import type { PackageManager } from './package-managers.ts'

/** A project of a user, outside the repository. */
export interface Project {
  readonly folder: string
  readonly manager: PackageManager
  /** Writes a file. Its folder is made. */
  readonly write: (file: string, text: string) => Promise<void>
  readonly run: (command: Command, options?: Omit<CommandOptions, 'cwd'> & { readonly within?: string }) => ReturnType<Commands['run']>
  readonly upgrade: () => Promise<void>
  readonly lockfile: () => Promise<string>
}

/**
 * Makes a project, and installs packages into it.
 *
 * @param dependencies - ranges by name, as in a package.json
 */
export async function createProject(
  folder: string,
  manager: PackageManager,
  dependencies: Readonly<Record<string, string>>,
  commands: Commands,
): Promise<Project> {
  const storage = manager.environment(`${folder}-storage`)
  const settings = { cwd: folder, env: storage }
  async function write(file: string, text: string): Promise<void> {
    const path = join(folder, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }

  const manifest = { name: 'project', version: '1.0.0', private: true, type: 'module', dependencies }
  await write('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`)
  for (const [file, text] of Object.entries(manager.files)) await write(file, text)
  await commands.need(manager.install, settings)
  return {
    folder,
    manager,
    write,
    run: (command, { env, within = '.', ...options } = {}) =>
      commands.run(command, { ...options, cwd: join(folder, within), env: { ...storage, ...env } }),
    upgrade: async () => void (await commands.need(manager.upgrade, settings)),
    lockfile: () => readFile(join(folder, manager.lockfile), 'utf8'),
  }
}

/**
 * The versions of a package in the text of any lockfile. npm has `"node_modules/a": { "version": "1.0.0"`, all others `a@1.0.0` or
 * `a@npm:1.0.0`. A range, such as `^1.0.0`, is no version, and what deno adds, as in `1.0.0_ky@2.1.0`, is no part of a version.
 */
export function lockedVersions(lockfile: string, name: string): string[] {
  const found = lockfile.matchAll(
    new RegExp(`(?<![\\w-])${name}(?:@|@npm:|": \\{\\s*"version": ")(\\d+\\.\\d+\\.\\d+(?:-[A-Za-z\\d.]+)?)`, 'g'),
  )
  return [...new Set([...found].map(([, version]) => version!))].toSorted()
}
