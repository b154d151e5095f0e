import { dirname, join } from 'node:path/posix'
import { type PublishedPackage, textOf } from '../published-package.ts'

/** Says which built files name no map, and which maps lead to no source. */
export function sourceMapFaults(published: PublishedPackage): string[] {
  const paths = [...published.files.keys()]
  const unmapped = paths
    .filter((path) => /^dist\/.*(\.js|\.d\.ts)$/.test(path))
    .filter((path) => {
      const map = /^\/\/# sourceMappingURL=(\S+)\s*$/m.exec(textOf(published, path))?.[1]
      return map === undefined || !published.files.has(join(dirname(path), map))
    })
  const lost = paths.filter((path) => path.endsWith('.map')).flatMap((path) => lostSources(published, path))
  return [...unmapped.map((path) => `${path} has no source map in the tarball`), ...lost]
}

function lostSources(published: PublishedPackage, path: string): string[] {
  const map = JSON.parse(textOf(published, path)) as SourceMap
  return map.sources
    .filter(
      (source, i) => typeof map.sourcesContent?.[i] !== 'string' && !published.files.has(join(dirname(path), map.sourceRoot ?? '', source)),
    )
    .map((source) => `${path} leads to ${source}, which is not in the tarball`)
}

interface SourceMap {
  readonly sourceRoot?: string
  readonly sources: readonly string[]
  readonly sourcesContent?: readonly (string | null)[]
}
