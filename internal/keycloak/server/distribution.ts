import { access, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '../../tools/lock.ts'
import { MissingPrerequisite, needProgram } from '../../tools/need-program.ts'
import { type Say, withProgress } from '../../tools/progress.ts'
import { runProcess } from '../../tools/run-process.ts'
import { cacheFolder } from '../../tools/cache-folder.ts'
import { wantedVersion } from './version.ts'

/** An unpacked Keycloak, which nobody writes to. */
export interface Distribution {
  readonly folder: string
  readonly version: string
  /** Is it ours, in the user's cache folder? */
  readonly isCached: boolean
}

/**
 * `KEYCLOAK_HOME`, or the cached distribution, or a new one by way of Maven.
 *
 * @throws {MissingPrerequisite} Maven is needed and not there, or gets nothing
 */
export async function findDistribution(say: Say): Promise<Distribution> {
  const { KEYCLOAK_HOME: given } = process.env
  if (given) return { folder: given, version: await versionOf(given), isCached: false }

  const version = wantedVersion()
  const cache = await cacheFolder()
  const folder = join(cache, `keycloak-${version}`)
  if (!(await exists(folder)))
    await withLock(`${folder}.lock`, async () => ((await exists(folder)) ? undefined : obtain(cache, folder, version, say)))
  return { folder, version, isCached: true }
}

/** Unpacks beside the final place and moves it there in one step, so that no half of a Keycloak is ever found. */
async function obtain(cache: string, destination: string, version: string, say: Say): Promise<void> {
  const maven = await needProgram('mvn', 'maven', say)
  const folder = await mkdtemp(join(cache, 'unpacking-'))
  try {
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack'
    const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:zip`
    const args = ['-B', '-q', goal, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]
    const { code, output } = await withProgress(`getting Keycloak ${version} through Maven`, say, runProcess(maven, args, { cwd: folder }))
    if (code !== 0) {
      say(output.trimEnd().split('\n').slice(-15).join('\n'))
      throw new MissingPrerequisite(`Maven could not get ${artifact}; to enable: give it a network, or set KEYCLOAK_HOME`)
    }
    // Maven leaves a folder of its own beside.
    const unpacked = (await readdir(folder)).find((name) => name.startsWith('keycloak-'))
    if (unpacked === undefined) throw new Error(`Maven unpacked nothing from ${artifact}`)
    // The lock only saves work: should another process have been first all the same, its Keycloak is as good.
    await rename(join(folder, unpacked), destination).catch(async (error: unknown) => {
      if (!(await exists(destination))) throw error
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function versionOf(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'version.txt'), 'utf8').catch(() => '')
  const version = /\d+\.\d+\.\d+/.exec(text)?.[0]
  if (version === undefined) throw new Error('KEYCLOAK_HOME: expected the folder of an unpacked Keycloak, with its version.txt')
  return version
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
