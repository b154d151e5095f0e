import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesMatching } from './files.ts'

/** What users import: the main entry of a package, or another of its entries. */
export interface Entry {
  /** As in an import, e.g. `@everbearer/core/adapter`. */
  readonly specifier: string
  /** The source file, relative to the repository. */
  readonly source: string
  /** The folder of its pages, relative to that of the API. */
  readonly path: string
  /** Of the package. */
  readonly description: string
}

interface Manifest {
  readonly name: string
  readonly description: string
  readonly publishConfig: { readonly exports: Readonly<Record<string, string | { readonly types: string }>> }
}

/** The entries of all packages that are published, first those of core: the other packages export names of it, too. */
export async function readEntries(root: string): Promise<Entry[]> {
  const manifests = await filesMatching(root, ['packages/*/package.json'])
  const entries = (await Promise.all(manifests.map((path) => entriesOf(root, path)))).flat()
  return [...entries.filter(isOfCore), ...entries.filter((entry) => !isOfCore(entry))]
}

function isOfCore({ specifier }: Entry): boolean {
  return /^@everbearer\/core(?:\/|$)/.test(specifier)
}

async function entriesOf(root: string, manifestPath: string): Promise<Entry[]> {
  const { name, description, publishConfig } = JSON.parse(await readFile(join(root, manifestPath), 'utf8')) as Manifest
  return Object.entries(publishConfig.exports).flatMap(([entry, file]) => {
    if (typeof file === 'string') return []
    const specifier = name + entry.slice(1)
    const source = file.types.replace('./dist/', `${manifestPath.replace('package.json', 'src')}/`).replace(/\.d\.ts$/, '.ts')
    return [{ specifier, source, path: specifier.replace('@everbearer/', ''), description }]
  })
}
