import { join } from 'node:path'
import { oldestPeers } from '../checks/ranges.ts'
import type { Stage } from '../stage.ts'
import { compileFaults } from './compile-examples.ts'
import { importFaults } from './import-entries.ts'
import { findNode } from './nodes.ts'
import { findPackageManager } from './package-managers.ts'
import { createProject } from './project.ts'
import { exampleFaults } from './run-examples.ts'

/** What the declarations of the kit's servers need, beside their peers. */
const types = { '@types/node': '24', '@types/oidc-provider': '9' }

/** Installs each peer in the oldest version that its range allows, and tries the examples and entries of the packages that have peers. */
export async function rehearseOldestPeers(stage: Stage): Promise<void> {
  const { folder, registry, releases, examples, servers, steps, commands } = stage
  const concerned = releases.filter(({ manifest }) => manifest.peerDependencies !== undefined)
  const peers = Object.assign({}, ...concerned.map(({ manifest }) => oldestPeers(manifest))) as Record<string, string>
  const names = Object.entries(peers).map(([name, version]) => `${name} ${version}`)
  await steps.check(`the oldest peers: ${names.join(', ')}`, async () => {
    const ours = Object.fromEntries(releases.map(({ name, manifest }) => [name, manifest.version]))
    const manager = findPackageManager('npm', registry)
    if ('missing' in manager) return [manager.missing]
    const project = await createProject(join(folder, 'oldest peers'), manager, { ...ours, ...peers, ...types }, commands)
    const pages = new Set(concerned.map(({ name }) => `README.md of ${name}`))
    const chosen = examples.filter(({ page }) => pages.has(page))
    const start = findNode('24') ?? ([process.execPath] as const)
    return [
      ...(await compileFaults(project, chosen)),
      ...(await exampleFaults(project, start, chosen, servers)),
      ...(await importFaults(project, start, releases)),
    ]
  })
}
