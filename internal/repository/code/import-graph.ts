import { dirname, join } from 'node:path/posix'
import { importsOf } from '../imports.ts'
import { filesMatching, readManifest, readText } from '../repository.ts'

/** Which files each file imports. Imports of types count, too. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** The imports between these files, those of our packages by name included. */
export async function readImportGraph(files: readonly string[]): Promise<ImportGraph> {
  const entries = await readEntries()
  const known = new Set(files)
  const edges = files.map(async (file) => {
    const imported = importsOf(file, await readText(file)).flatMap(({ specifier = '' }) => {
      const target = specifier.startsWith('.') ? join(dirname(file), specifier) : entries.get(specifier)
      return target !== undefined && known.has(target) ? [target] : []
    })
    return [file, imported] as const
  })
  return new Map(await Promise.all(edges))
}

/** `@everbearer/core` → `packages/core/src/index.ts`, for each entry of each package. */
async function readEntries(): Promise<ReadonlyMap<string, string>> {
  const manifests = await filesMatching('{packages,internal}/*/package.json')
  const entries = manifests.map(async (path) => {
    const { name, exports = {} } = await readManifest(path)
    return Object.entries(exports as Record<string, string>).map(([entry, file]) => [join(name, entry), join(dirname(path), file)] as const)
  })
  return new Map((await Promise.all(entries)).flat())
}

/** The groups of files that import each other, directly or by way of others. */
export function circlesOf(graph: ImportGraph): string[][] {
  const reached = new Map([...graph.keys()].map((file) => [file, reachableFrom(file, graph)]))
  const circles = [...graph.keys()].map((file) => [...reached.get(file)!].filter((other) => reached.get(other)!.has(file)).toSorted())
  const distinct = new Map(circles.filter((circle) => circle.length > 0).map((circle) => [circle.join(), circle]))
  return [...distinct.values()].toSorted(([a = ''], [b = '']) => a.localeCompare(b))
}

function reachableFrom(file: string, graph: ImportGraph): ReadonlySet<string> {
  const reached = new Set<string>()
  const waiting = [...(graph.get(file) ?? [])]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue
    reached.add(next)
    waiting.push(...(graph.get(next) ?? []))
  }
  return reached
}
