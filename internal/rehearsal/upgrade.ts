import { join } from 'node:path'
import { packageFaults } from './checks/package-faults.ts'
import { describeFailure } from './commands.ts'
import { findPackageManager } from './projects/package-managers.ts'
import { createProject, lockedVersions, type Project } from './projects/project.ts'
import type { Installed } from './projects/rehearse-manager.ts'
import { exampleFaults } from './projects/run-examples.ts'
import type { Release } from './read-release.ts'
import type { Stage } from './stage.ts'

/** Upgrades a project to a second release, by its package manager. Returns what went wrong. */
export async function upgradeFaults(
  { project, starts }: Installed,
  second: readonly Release[],
  { releases, examples, servers }: Stage,
): Promise<string[]> {
  const before = await lockFaults(project, releases)
  await project.upgrade()
  const after = await lockFaults(project, second)
  const [, start] = starts.at(-1) ?? []
  const run = start === undefined ? [] : await exampleFaults(project, start, examples, servers)
  return [...before, ...after, ...run]
}

/** Says which packages a project has in another version than that of a release. */
async function lockFaults(project: Project, releases: readonly Release[]): Promise<string[]> {
  const lockfile = await project.lockfile()
  return releases.flatMap(({ name, manifest: { version } }) => {
    const locked = lockedVersions(lockfile, name)
    return locked.length === 1 && locked[0] === version
      ? []
      : [`${project.manager.lockfile} has ${name} ${locked.join(', ') || 'in no version'}, not ${version}`]
  })
}

/** Says what is wrong with the ranges of a second release, which changed nothing but core. */
export function secondReleaseFaults(first: readonly Release[], second: readonly Release[]): string[] {
  const same = second.filter(({ manifest }, i) => manifest.version === first[i]?.manifest.version)
  return [
    ...same.map(({ name, manifest }) => `${name} is still ${manifest.version}: a fixed group has one version`),
    ...packageFaults(second),
  ]
}

/** Deprecates core in its first version, and looks whether npm tells those who install it. */
export async function deprecationFaults({ folder, registry, releases, commands }: Stage): Promise<string[]> {
  const npm = findPackageManager('npm', registry)
  const core = releases.find(({ folder: place }) => place === 'packages/core')
  if ('missing' in npm || core === undefined) return ['there is no npm, or no core']
  const { name, version } = core.manifest
  const message = 'Rehearses a deprecation.'
  const env = npm.environment(join(folder, 'deprecation-storage'))
  await commands.need(['npm', 'deprecate', `${name}@${version}`, message], { cwd: folder, env })
  const project = await createProject(join(folder, 'deprecation'), npm, {}, commands)
  const command = ['npm', 'install', `${name}@${version}`] as const
  const outcome = await project.run(command)
  return outcome.code === 0 && outcome.output.includes(`${name}@${version}: ${message}`) ? [] : [describeFailure(command, outcome)]
}
