import { rmSync } from 'node:fs'
import { appendFile, cp, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../repository/repository.ts'
import { inheritedEnvironment, runProcess } from '../tools/run-process.ts'

/** A copy of the repository, with a version of a client in place of the one that the lockfile has. */
export interface ScratchCopy extends AsyncDisposable {
  readonly folder: string
  /** Installs everything. @returns the output if that fails */
  readonly install: () => Promise<string | undefined>
}

/** Copies what git keeps, and what it would keep, with changes that are not committed. */
export async function createScratchCopy(client: string, version: string): Promise<ScratchCopy> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), `everbearer-${client}-`)))
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  process.once('exit', removeNow)
  async function remove(): Promise<void> {
    await rm(folder, { recursive: true, force: true })
    process.off('exit', removeNow)
  }
  try {
    for (const path of await trackedPaths()) await cp(join(root, path), join(folder, path))
    await appendFile(join(folder, 'pnpm-workspace.yaml'), settingsFor(client, version))
  } catch (error) {
    await remove()
    throw error
  }

  async function install(): Promise<string | undefined> {
    const args = ['install', '--no-frozen-lockfile', '--prefer-offline', '--ignore-scripts']
    // In a group, which ends before the folder is removed.
    const options = { cwd: folder, env: { ...inheritedEnvironment(), CI: 'true' }, shell: process.platform === 'win32', group: true }
    const { code, output } = await runProcess('pnpm', args, options)
    return code === 0 ? undefined : output
  }
  return { folder, install, [Symbol.asyncDispose]: remove }
}

/** Every package of the workspace gets the version, whatever its range says. The age of a version does not count here. */
export function settingsFor(client: string, version: string): string {
  return `\noverrides:\n  ${client}: ${version}\nminimumReleaseAgeExclude:\n  - ${client}\n`
}

async function trackedPaths(): Promise<string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
  const [kept, deleted] = await Promise.all([listFiles(args), listFiles(['ls-files', '-z', '--deleted'])])
  return kept.filter((path) => !deleted.includes(path))
}

async function listFiles(args: readonly string[]): Promise<string[]> {
  const { code, stdout, output } = await runProcess('git', args, { cwd: root })
  if (code !== 0) throw new Error(`git cannot list the files:\n${output}`)
  return stdout.split('\0').filter(Boolean)
}
