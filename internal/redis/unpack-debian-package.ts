import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from '../tools/cache-folder.ts'
import { findProgram } from '../tools/find-program.ts'
import { withLock } from '../tools/lock.ts'
import { type Say, withProgress } from '../tools/progress.ts'
import type { ServerProgram } from './server-program.ts'
import { openPackageLists, type PackageLists } from './package-lists.ts'
import { runProcess } from '../tools/run-process.ts'

/** A program in a package of Debian. */
export interface DebianProgram {
  /** Name of the package. */
  readonly name: string
  /** Name of the program in the package. */
  readonly program: string
  /** The name under which the program is started. */
  readonly runAs: string
}

/**
 * Unpacks a package with its libraries into the user's cache folder. The release's own suite and its backports are asked.
 *
 * @returns undefined: this machine is no Debian, or the package can't be reached
 */
export async function unpackDebianPackage(wanted: DebianProgram, say: Say): Promise<ServerProgram | undefined> {
  const codename = /^VERSION_CODENAME=(\S+)$/m.exec(await readFile('/etc/os-release', 'utf8').catch(() => ''))?.[1]
  if (codename === undefined || (await findProgram('apt-get')) === undefined) return undefined
  const cache = await cacheFolder()
  const folder = join(cache, `${wanted.name}-${codename}-${process.arch}`)
  if (!(await exists(folder)))
    await withLock(`${folder}.lock`, async () =>
      (await exists(folder)) ? undefined : withProgress(`getting ${wanted.runAs}`, say, obtain(cache, folder, codename, wanted, say)),
    )
  if (!(await exists(folder))) return undefined
  const libraries = await Promise.all([librariesIn(join(folder, 'usr/lib')), librariesIn(join(folder, 'lib'))])
  return { path: join(folder, 'usr/bin', wanted.runAs), environment: { LD_LIBRARY_PATH: libraries.flat().join(':') } }
}

/** Libraries lie in a folder that is named after the processor and the system. */
async function librariesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.includes('-linux-')).map((name) => join(folder, name))
}

/** Unpacks beside the final place and moves the folder there in one step, so that nobody finds a half of it. */
async function obtain(cache: string, destination: string, codename: string, wanted: DebianProgram, say: Say): Promise<void> {
  const folder = await mkdtemp(join(cache, 'unpacking-'))
  try {
    const lists = await openPackageLists(join(folder, 'lists'), codename)
    const root = join(folder, 'root')
    if (!(await unpackInto(root, lists, wanted.name, say))) return
    await symlink(wanted.program, join(root, 'usr/bin', wanted.runAs))
    await writeFile(join(root, 'packages'), (await lists.archives()).join('\n'))
    await rename(root, destination).catch(async (error: unknown) => {
      if (!(await exists(destination))) throw error
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function unpackInto(root: string, lists: PackageLists, name: string, say: Say): Promise<boolean> {
  const trouble = await lists.download([name, ...(await lists.librariesOf(name))])
  if (trouble !== undefined) say(trouble)
  const archives = await lists.archives()
  await mkdir(root)
  for (const archive of archives) {
    const { code, output } = await runProcess('dpkg-deb', ['--extract', join(lists.folder, archive), root])
    if (code !== 0) throw new Error(`dpkg-deb could not unpack ${archive}:\n${output}`)
  }
  return trouble === undefined && archives.length > 0
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
