import { dirname, join } from 'node:path/posix'
import { importsOf } from './imports.ts'

/**
 * What each public package may import, and therefore depend on.
 * Node's built-ins are in no row: the packages run anywhere, except those in `needsNode`.
 */
export const directions: Readonly<Record<string, readonly string[]>> = {
  core: ['is-network-error', 'p-retry'],
  oauth2: ['@everbearer/core', 'oauth4webapi'],
  file: ['@everbearer/core'],
  fetch: ['@everbearer/core'],
  axios: ['@everbearer/core', 'axios'],
  ky: ['@everbearer/core', 'ky'],
  ofetch: ['@everbearer/core', 'ofetch'],
  redis: ['@everbearer/core'],
  browser: ['@everbearer/core'],
  otel: ['@everbearer/core', '@opentelemetry/api'],
  devtools: ['@everbearer/core'],
  dpop: ['@everbearer/core', 'dpop'],
  testing: ['@everbearer/core', '@everbearer/oauth2', 'msw', 'oidc-provider', 'undici'],
  everbearer: ['@everbearer/core', '@everbearer/fetch', '@everbearer/file', '@everbearer/oauth2'],
}

/** The public packages that run only where Node's built-ins do: in Node, Bun and Deno. */
const needsNode: ReadonlySet<string> = new Set(['file', 'everbearer'])

/** Private packages, too, import of ours only what is named. */
export const privatePackages: readonly string[] = ['testbed']

/** Folders that run in Node, of packages that run anywhere: the servers of the suite, and connections. */
const nodeFolders: readonly string[] = ['packages/testing/src/server/', 'packages/testing/src/node/']

/** What only these files of a package import. All else of that package does without. */
const ownImports: Readonly<Record<string, RegExp>> = {
  msw: /^packages\/testing\/src\/(?:msw|node\/platform)\.ts$/,
  'oidc-provider': /^packages\/testing\/src\/server\//,
  undici: /^packages\/testing\/src\/node\//,
}

/** The folders of core, from the top down: a file imports from its own folder and from those below. Files outside of them are on top. */
const rooms: readonly string[] = ['pool', 'audiences', 'adapter', 'session', 'policy', 'token', 'http', 'lib']

/** Says what one file of `packages/core/src` imports from above. `file` is relative to `packages/core/src`. */
export function ascentsOf(file: string, source: string): string[] {
  const level = levelOf(file)
  return importsOf(file, source)
    .filter(({ specifier }) => specifier?.startsWith('.') && levelOf(join(dirname(file), specifier)) < level)
    .map(({ specifier, line }) => `${file}:${line} imports ${specifier}`)
}

function levelOf(file: string): number {
  return rooms.indexOf(file.split('/', 1)[0]!)
}

/** Where the sources of a package are, relative to the repository. */
export function sourcesOf(name: string): string {
  return name === 'testbed' ? 'internal/testbed/src' : `packages/${name}/src`
}

/** Says what one file of a package's sources imports against the rules. `file` is relative to the repository. */
export function violationsOf(name: string, file: string, source: string): string[] {
  return importsOf(file, source)
    .filter(({ specifier }) => !isAllowed(name, file, specifier))
    .map(({ specifier, line }) => `${file}:${line} imports ${specifier ?? 'a computed specifier'}`)
}

function isAllowed(name: string, file: string, specifier: string | undefined): boolean {
  if (specifier === undefined) return false
  if (specifier.startsWith('.')) return join(dirname(file), specifier).startsWith(`${sourcesOf(name)}/`)
  if (name === 'testbed') return !specifier.startsWith('@everbearer/') || packageOf(specifier) === '@everbearer/testing'
  if (specifier.startsWith('node:')) return needsNode.has(name) || nodeFolders.some((folder) => file.startsWith(folder))
  const imported = packageOf(specifier)
  return directions[name]?.includes(imported) === true && ownImports[imported]?.test(file) !== false
}

/** `a/b` is a file of the package `a`, `@a/b/c` one of `@a/b`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
