import { readdir, readFile, realpath } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const modules = new URL('../../node_modules/', import.meta.url)

interface Manifest {
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
}

export async function versionOf(name: string): Promise<string> {
  return (await readManifest(fileURLToPath(new URL(`${name}/package.json`, modules)))).version
}

/** Names of all packages that are installed along with a package. Peers do not count. */
export async function dependenciesOf(name: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  const open = [await realpath(fileURLToPath(new URL(`${name}/package.json`, modules)))]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const dependency of Object.keys((await readManifest(path)).dependencies ?? {})) {
      const manifest = findPackageJSON(dependency, pathToFileURL(path))
      if (manifest === undefined || found.has(dependency)) continue
      found.add(dependency)
      open.push(await realpath(manifest))
    }
  }
  return found
}

async function readManifest(path: string): Promise<Manifest> {
  return JSON.parse(await readFile(path, 'utf8')) as Manifest
}

/** The line of a file of an installed package; 1 is the first. */
export async function readLine(name: string, path: string, line: number): Promise<string | undefined> {
  return (await readFile(new URL(`${name}/${path}`, modules), 'utf8')).split('\n')[line - 1]
}

/** Does any code of the package match? Dependencies do not count. */
export async function codeMatches(name: string, pattern: RegExp): Promise<boolean> {
  const folder = await realpath(new URL(name, modules))
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const code = files.filter(
    (file) => file.isFile() && /\.[cm]?js$/.test(file.name) && !file.parentPath.slice(folder.length).includes('node_modules'),
  )
  for (const file of code) if (pattern.test(await readFile(join(file.parentPath, file.name), 'utf8'))) return true
  return false
}
