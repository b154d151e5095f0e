import { glob, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** The paths that match, relative to the repository, with `/` between folders, sorted. */
export async function filesMatching(...patterns: string[]): Promise<string[]> {
  const found: string[] = []
  for await (const path of glob(patterns, { cwd: root, exclude: ['**/node_modules'] })) {
    found.push(path.replaceAll(sep, '/'))
  }
  return found.toSorted()
}

export async function readText(path: string): Promise<string> {
  return readFile(join(root, path), 'utf8')
}

/** The fields of a package.json that the tests read. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly main?: string
  readonly types?: string
  readonly exports?: unknown
  readonly bin?: unknown
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

export async function readManifest(path: string): Promise<Manifest> {
  return JSON.parse(await readText(path)) as Manifest
}
