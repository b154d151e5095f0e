import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { directions } from '../repository/directions.ts'
import { root } from '../repository/repository.ts'

/** A way into a published package: what an `import` may name. */
export interface Entry {
  /** The folder below `packages`. */
  readonly folder: string
  /** As in an import: `@everbearer/core/adapter`. */
  readonly specifier: string
  /** The source file, relative to `packages/<folder>/src`, without its ending. */
  readonly source: string
  /** The report, relative to the repository. */
  readonly report: string
}

interface PublishedManifest {
  readonly name: string
  readonly publishConfig: { readonly exports: Readonly<Record<string, string | { readonly types: string }>> }
}

/** All entries that are published with types, in the order of the packages. */
export async function readEntries(): Promise<Entry[]> {
  return (await Promise.all(Object.keys(directions).map(entriesOf))).flat()
}

async function entriesOf(folder: string): Promise<Entry[]> {
  const text = await readFile(join(root, 'packages', folder, 'package.json'), 'utf8')
  const { name, publishConfig } = JSON.parse(text) as PublishedManifest
  return Object.entries(publishConfig.exports).flatMap(([path, target]) => {
    if (typeof target === 'string') return []
    const source = target.types.replace(/^\.\/dist\/(.*)\.d\.ts$/, '$1')
    const report = `docs/internals/api/${[folder, ...path.split('/').slice(1)].join('.')}.txt`
    return [{ folder, specifier: join(name, path), source, report }]
  })
}
