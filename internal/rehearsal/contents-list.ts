import { basename, dirname } from 'node:path/posix'
import type { Entry, PublishedPackage } from './published-package.ts'

/** What is said of one package in `contents.txt`. */
interface Listed {
  readonly kilobytes: number
  readonly lines: readonly string[]
}

/** How much the size of a package may differ from the list. */
const tolerance = { share: 0.1, kilobytes: 3 }

/**
 * Lists the size, the entries and the files of each package, for people who review a change of the list. A size that is near enough
 * to that of the list before stays as it was.
 */
export function renderContents(packages: readonly PublishedPackage[], before = ''): string {
  const known = parseContents(before)
  return packages
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((published) => {
      const size = kilobytesOf(published)
      const listed = known.get(published.name)?.kilobytes
      const kept = listed !== undefined && isNear(size, listed) ? listed : size
      return [`${published.name}: ${kept} kB`, ...linesOf(published).map((line) => `  ${line}`)].join('\n')
    })
    .join('\n\n')
    .concat('\n')
}

/** Says how the packages differ from a list. */
export function contentsDifferences(list: string, packages: readonly PublishedPackage[]): string[] {
  const known = parseContents(list)
  const found = new Map(packages.map((published) => [published.name, published]))
  const gone = [...known.keys()].filter((name) => !found.has(name)).map((name) => `${name}: was not published`)
  return [
    ...gone,
    ...packages.flatMap((published) => differencesOf(published, known.get(published.name)).map((text) => `${published.name}: ${text}`)),
  ]
}

function differencesOf(published: PublishedPackage, listed: Listed | undefined): string[] {
  if (listed === undefined) return ['is not in the list']
  const size = kilobytesOf(published)
  const lines = linesOf(published)
  return [
    ...listed.lines.filter((line) => !lines.includes(line)).map((line) => `- ${line}`),
    ...lines.filter((line) => !listed.lines.includes(line)).map((line) => `+ ${line}`),
    ...(isNear(size, listed.kilobytes) ? [] : [`${size} kB unpacked, and ${listed.kilobytes} kB in the list`]),
  ]
}

function parseContents(list: string): ReadonlyMap<string, Listed> {
  const blocks = list.split('\n\n').map((block) => block.trimEnd().split('\n'))
  return new Map(
    blocks.flatMap(([head = '', ...lines]) => {
      const [, name, size] = /^(\S+): (\d+) kB$/.exec(head) ?? []
      return name === undefined ? [] : [[name, { kilobytes: Number(size), lines: lines.map((line) => line.trim()) }] as const]
    }),
  )
}

function isNear(size: number, listed: number): boolean {
  return Math.abs(size - listed) <= Math.max(tolerance.kilobytes, tolerance.share * listed)
}

function kilobytesOf({ files }: PublishedPackage): number {
  return Math.round([...files.values()].reduce((sum, { length }) => sum + length, 0) / 1000)
}

function linesOf({ manifest: { exports = {}, bin = {} }, files }: PublishedPackage): string[] {
  const entries =
    typeof exports === 'string'
      ? [`entry . (${exports})`]
      : Object.entries(exports).map(([name, entry]) => `entry ${name}${conditionsOf(entry)}`)
  const commands = Object.keys(bin).map((name) => `command ${name}`)
  return [...entries, ...commands, ...groupByStem([...files.keys()])]
}

function conditionsOf(entry: Entry): string {
  return typeof entry === 'string' ? '' : ` (${Object.keys(entry).join(', ')})`
}

/** Files that differ in their endings alone share a line: `dist/index.{d.ts,js}`. */
function groupByStem(paths: readonly string[]): string[] {
  const stems = Map.groupBy(paths.toSorted(), (path) => `${dirname(path)}/${basename(path).split('.', 1)[0]}`)
  return [...stems.values()].map((group) => {
    const [first = '', ...more] = group
    if (more.length === 0) return first
    const stem = first.slice(0, first.length - basename(first).length + basename(first).indexOf('.') + 1)
    return `${stem}{${group.map((path) => path.slice(stem.length)).join(',')}}`
  })
}
