import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dependencyFaults, type PackageLock } from './checks/dependencies.ts'
import { packageFaults } from './checks/package-faults.ts'
import { createCommands } from './commands.ts'
import { contentsDifferences, renderContents } from './contents-list.ts'
import { type LocalRegistry, startLocalRegistry } from './local-registry.ts'
import { readExamples } from './projects/examples.ts'
import type { NodeName } from './projects/nodes.ts'
import { rehearseOldestPeers } from './projects/oldest-peers.ts'
import type { ManagerName } from './projects/package-managers.ts'
import { type Installed, rehearseManager } from './projects/rehearse-manager.ts'
import { startServers } from './projects/servers.ts'
import { readRelease, type Release } from './read-release.ts'
import { cloneRepository, type ScratchClone, uncommittedFiles } from './scratch-clone.ts'
import type { Stage, WhenMissing } from './stage.ts'
import { createSteps, RehearsalEnded, type Steps, type Summary } from './steps.ts'
import { publintFaults, resolutionFaults } from './type-checks.ts'
import { deprecationFaults, secondReleaseFaults, upgradeFaults } from './upgrade.ts'

export interface RehearsalOptions {
  /** The repository. What was committed there is rehearsed. */
  readonly root: string
  readonly managers: readonly ManagerName[]
  readonly nodes: readonly NodeName[]
  readonly whenMissing: WhenMissing
  /** Writes the list of contents anew, and checks nothing. */
  readonly update: boolean
  /** Ends the rehearsal early. All that it started ends with it. */
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** What the tarballs held when somebody last looked. */
const contentsFile = 'internal/rehearsal/contents.txt'

/** Publishes the packages to a registry on this machine, installs them from there as users do, and says what is wrong. */
export async function rehearse(options: RehearsalOptions): Promise<Summary> {
  const { root, signal, say } = options
  const steps = createSteps({ say, signal })
  const commands = createCommands(signal)
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'everbearer-rehearsal-')))
  try {
    const uncommitted = await uncommittedFiles(root, commands)
    if (uncommitted.length > 0) say(`NOTE     not rehearsed, because not committed: ${uncommitted.join(', ')}`)
    const clone = await steps.need('clone the repository', () => cloneRepository(root, join(folder, 'clone'), commands))
    await using registry = await steps.need('start the registry', () => startLocalRegistry(join(folder, 'registry'), { root, commands }))
    const releases = await release(clone, registry, steps)
    if (options.update) {
      const listFile = join(root, contentsFile)
      await writeFile(listFile, renderContents(releases, await readFile(listFile, 'utf8').catch(() => '')))
      say(`ok       ${contentsFile} lists what was published`)
    } else {
      await using servers = await startServers({ steps, ...options })
      const examples = await steps.need('find the examples', () => readExamples(clone.root, releases))
      const stage: Stage = { ...options, folder, cloneRoot: clone.root, registry, releases, examples, servers, steps, commands }
      await checkTarballs(stage)
      await useFirstAndSecond(stage, clone, options.managers)
    }
  } catch (error) {
    // Its line was written.
    if (!(error instanceof RehearsalEnded)) throw error
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  return steps.summary()
}

async function release(clone: ScratchClone, registry: LocalRegistry, steps: Steps): Promise<Release[]> {
  const version = await steps.need('raise the versions', clone.raiseVersions)
  return steps.need(`build and publish ${version}`, async () => {
    await clone.publish(registry)
    return readRelease(clone.root, registry)
  })
}

async function checkTarballs({ cloneRoot, releases, steps }: Stage): Promise<void> {
  await steps.check('files, entries, fields, ranges and source maps', async () => packageFaults(releases))
  await steps.check(`the tarballs hold what ${contentsFile} lists`, async () => {
    const differences = contentsDifferences(await readFile(join(cloneRoot, contentsFile), 'utf8'), releases)
    return differences.length === 0 ? [] : [...differences, 'if this is meant: npm run rehearse -- --update']
  })
  await steps.check('publint', () => publintFaults(releases))
  await steps.check('the types resolve in every way', () => resolutionFaults(releases))
}

/** Installs the first release in projects, and upgrades these to a second one. */
async function useFirstAndSecond(stage: Stage, clone: ScratchClone, managers: readonly ManagerName[]): Promise<void> {
  const { registry, steps, releases } = stage
  const projects: Installed[] = []
  for (const name of managers) {
    const installed = await rehearseManager(name, stage)
    if (installed === undefined) continue
    projects.push(installed)
    if (name === 'npm') {
      await steps.check('licences and install scripts of what npm installed', async () =>
        dependencyFaults(JSON.parse(await installed.project.lockfile()) as PackageLock),
      )
    }
  }
  await rehearseOldestPeers(stage)

  await clone.addPatch()
  const second = await release(clone, registry, steps)
  await steps.check('a patch of core raises its dependents', async () => secondReleaseFaults(releases, second))
  for (const installed of projects) await steps.check(`${installed.name}: upgrade`, () => upgradeFaults(installed, second, stage))
  await steps.check('npm tells of a deprecated version', () => deprecationFaults(stage))
}
