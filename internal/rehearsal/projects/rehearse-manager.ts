import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, describeFailure } from '../commands.ts'
import type { PublishedManifest } from '../published-package.ts'
import { missing, type Stage } from '../stage.ts'
import { compileFaults } from './compile-examples.ts'
import { findNode } from './nodes.ts'
import { findPackageManager, type ManagerName } from './package-managers.ts'
import { createProject, type Project } from './project.ts'
import { exampleFaults } from './run-examples.ts'

/** A project that has the packages. */
export interface Installed {
  readonly name: ManagerName
  readonly project: Project
  /** Runs a file in each way that there is, by a label. */
  readonly starts: readonly (readonly [label: string, start: Command])[]
}

/**
 * Installs all packages with one package manager, and runs what their pages show.
 *
 * @returns undefined if the packages could not be installed, or the package manager is missing
 */
export async function rehearseManager(name: ManagerName, stage: Stage): Promise<Installed | undefined> {
  const { folder, registry, examples, servers, steps, commands } = stage
  const manager = findPackageManager(name, registry)
  if ('missing' in manager) {
    await missing(stage, name, manager.missing)
    return undefined
  }

  let project: Project | undefined
  const dependencies = await dependenciesOf(stage)
  await steps.check(`${name}: install`, async () => {
    project = await createProject(join(folder, `project of ${name}`), manager, dependencies, commands)
    return []
  })
  if (project === undefined) return undefined

  const installed = project
  if (manager.hasNodeModules) await steps.check(`${name}: the examples compile`, () => compileFaults(installed, examples))
  const starts = manager.start === undefined ? await startsOf(stage) : ([['', manager.start]] as const)
  for (const [label, start] of starts) {
    await steps.check(`${name}: the examples run${label}`, () => exampleFaults(installed, start, examples, servers))
  }
  await steps.check(`${name}: the command finds a server in order`, () => doctorFaults(installed, stage))
  return { name, project, starts }
}

/** Each Node that was chosen. */
async function startsOf(stage: Stage): Promise<(readonly [string, Command])[]> {
  const found: (readonly [string, Command])[] = []
  for (const name of stage.nodes) {
    const label = name === 'oldest' ? ' on the oldest Node' : ` on Node ${name}`
    const command = findNode(name)
    if (command === undefined) await missing(stage, `the examples${label}`, 'this Node is not on this machine; to enable: npm run runtimes')
    else found.push([label, command])
  }
  return found
}

/** All packages in the version that was published, with the clients that the tests run with. */
async function dependenciesOf({ cloneRoot, releases }: Stage): Promise<Record<string, string>> {
  const { devDependencies = {} } = JSON.parse(await readFile(join(cloneRoot, 'package.json'), 'utf8')) as PublishedManifest
  const ours = releases.map(({ name, manifest }) => [name, `^${manifest.version}`])
  const peers = releases.flatMap(({ manifest: { peerDependencies = {}, peerDependenciesMeta = {} } }) =>
    Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true),
  )
  // The example of the store asks for it.
  const clients = [...peers, 'redis'].map((name) => [name, devDependencies[name] ?? 'latest'])
  return Object.fromEntries([...ours, ...clients])
}

/** Runs `everbearer doctor`, as its page shows it. */
async function doctorFaults(project: Project, { servers: { testbed } }: Stage): Promise<string[]> {
  const { clientId, clientSecret } = testbed.registerClient()
  const args = ['doctor', '--issuer', testbed.issuer, '--client-id', clientId, '--api', testbed.api]
  const command: Command = [...project.manager.execute, 'everbearer', ...args]
  const outcome = await project.run(command, { env: { EVERBEARER_CLIENT_SECRET: clientSecret } })
  if (outcome.output.includes(clientSecret)) return ['`everbearer doctor` prints the secret of the client']
  return outcome.code === 0 && outcome.stdout.includes('Nothing is wrong.') ? [] : [describeFailure(command, outcome)]
}
