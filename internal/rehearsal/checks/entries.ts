import { type Entry, type PublishedPackage, textOf } from '../published-package.ts'

/** Says which paths of a package.json lead to no file, and which commands no shell could start. */
export function entryFaults(published: PublishedPackage): string[] {
  const { manifest, files } = published
  const { main, types, bin = {}, exports, typesVersions } = manifest
  const commands = typeof bin === 'string' ? [bin] : Object.values(bin)
  const targets: (readonly [string, string | undefined])[] = [
    ['main', main],
    ['types', types],
    ...commands.map((path) => ['bin', path] as const),
    ...(exports === undefined ? [['exports', undefined] as const] : targetsOf('exports', exports)),
    ...Object.values(typesVersions ?? {}).flatMap((entries) =>
      Object.entries(entries).flatMap(([entry, paths]) => paths.map((path) => [`typesVersions ${entry}`, path] as const)),
    ),
  ]
  const broken = targets.flatMap(([field, path]) => {
    if (path === undefined) return [`has no ${field}`]
    if (!path.startsWith('./')) return [`${field}: ${path} does not begin with ./`]
    return files.has(path.slice(2)) ? [] : [`${field}: ${path} is not in the tarball`]
  })
  const mute = commands.filter((path) => files.has(path.slice(2)) && !textOf(published, path.slice(2)).startsWith('#!/usr/bin/env node\n'))
  return [...broken, ...mute.map((path) => `bin: ${path} does not begin with #!/usr/bin/env node`)]
}

/** Each path with the way to it: `exports . types`. */
function targetsOf(way: string, entry: Entry): (readonly [string, string])[] {
  if (typeof entry === 'string') return [[way, entry]]
  return Object.entries(entry).flatMap(([condition, inner]) => targetsOf(`${way} ${condition}`, inner))
}
