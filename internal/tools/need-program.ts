import { findProgram } from './find-program.ts'
import { type Say, withProgress } from './progress.ts'
import { inheritedEnvironment, runProcess } from './run-process.ts'

/** Something that these tests need and this machine lacks. The message ends in the command that changes that. */
export class MissingPrerequisite extends Error {
  override readonly name = 'MissingPrerequisite'
}

/**
 * Finds a program, and installs the Debian package that holds it where we may: as root on a machine with apt-get.
 *
 * @returns its full path
 * @throws {MissingPrerequisite} it is not there and can't be installed
 */
export async function needProgram(name: string, debianPackage: string, say: Say): Promise<string> {
  const found = (await findProgram(name)) ?? (await install(name, debianPackage, say))
  if (found === undefined) throw new MissingPrerequisite(`no ${name} on this machine; to enable: sudo apt-get install -y ${debianPackage}`)
  return found
}

/** Longest time of one `apt-get`, ms. */
const timeout = 300_000

async function install(name: string, debianPackage: string, say: Say): Promise<string | undefined> {
  const isRoot = process.getuid?.() === 0
  const aptGet = isRoot ? await findProgram('apt-get') : undefined
  if (aptGet === undefined) return undefined
  const env = { ...inheritedEnvironment(), DEBIAN_FRONTEND: 'noninteractive' }
  // A second process that installs at the same time is waited for, not fallen over.
  const patience = ['-o', 'DPkg::Lock::Timeout=300', '-q', '-y', '--no-install-recommends']
  const apt = (...args: string[]): ReturnType<typeof runProcess> => runProcess(aptGet, [...patience, ...args], { env, timeout })
  const work = async (): Promise<string> => {
    const first = await apt('install', debianPackage)
    if (first.code === 0) return ''
    await apt('update')
    const { code, output } = await apt('install', debianPackage)
    return code === 0 ? '' : output
  }
  const trouble = await withProgress(`installing ${debianPackage}`, say, work())
  if (trouble !== '') say(trouble.trimEnd().split('\n').slice(-5).join('\n'))
  return findProgram(name)
}
