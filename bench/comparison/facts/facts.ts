import { bundle, gzipped } from '../../size/bundle.ts'
import { imports } from '../../size/imports.ts'
import type { Library } from '../libraries/library.ts'
import { findsTypes } from './finds-types.ts'
import { codeMatches, dependenciesOf, versionOf } from './installed-package.ts'

/** A row that is read from packages, not run. */
export interface Fact {
  readonly feature: string
  /** Where the cells come from, one sentence for the page. */
  readonly method: string
  /** Everbearer's cell. */
  readonly ours: string
  /** Left out: the cells cite lines of source. */
  readonly read?: (library: Library) => Promise<string>
}

/** The import of each library that is weighed, by its name in `size/imports.ts`. */
const weighed: Readonly<Record<string, readonly string[]>> = {
  'axios-auth-refresh': ['axios-auth-refresh'],
  '@badgateway/oauth2-client': ['@badgateway/oauth2-client'],
  alova: ['alova’s token authentication', 'alova itself, with its fetch adapter'],
  'google-auth-library': ['google-auth-library OAuth2Client'],
  '@azure/core-rest-pipeline': ['Azure’s policy and pipeline'],
}

/** The import of each library that TypeScript looks up. */
const typed: Readonly<Record<string, readonly [specifier: string, name: string]>> = {
  'axios-auth-refresh': ['axios-auth-refresh', 'createAuthRefresh'],
  '@badgateway/oauth2-client': ['@badgateway/oauth2-client', 'OAuth2Fetch'],
  alova: ['alova/client', 'createServerTokenAuthentication'],
  'google-auth-library': ['google-auth-library', 'OAuth2Client'],
  '@azure/core-rest-pipeline': ['@azure/core-rest-pipeline', 'bearerTokenAuthenticationPolicy'],
}

const largest = Math.max(...imports.filter(({ name }) => name.endsWith(': adapter and core')).map(({ limit = 0 }) => limit))

async function sizeOf({ packageName }: Library): Promise<string> {
  const rows = imports.filter(({ name }) => weighed[packageName]?.includes(name))
  const sizes = await Promise.all(
    rows.map(async ({ entry, external, platform }) => gzipped((await bundle(entry, external, platform)).code)),
  )
  return kilobytes(sizes.reduce((sum, size) => sum + size, 0))
}

/** E.g. `12 kB`; a decimal below 10, so that small changes of other packages do not change the page. */
function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`
}

export const facts: readonly Fact[] = [
  {
    feature: 'version',
    method: 'The packages that are installed for this page.',
    ours: 'not published yet',
    read: ({ packageName }) => versionOf(packageName),
  },
  {
    feature: 'works with',
    method: 'A line of source shows what it wraps.',
    ours: '[axios, ky, ofetch, fetch](../guide/clients.md)',
  },
  {
    feature: 'signs users in',
    method: 'A line of source shows the call.',
    ours: '[authorization code with PKCE, and device code](../guide/login.md)',
  },
  {
    feature: 'DPoP',
    method: 'The package’s code is searched for the word.',
    ours: '[yes, with nonces](../guide/dpop.md)',
    read: async ({ packageName }) => ((await codeMatches(packageName, /dpop/i)) ? 'yes' : 'no'),
  },
  {
    feature: 'tabs of a browser share a token',
    method: 'The package’s code is searched for Web Locks, BroadcastChannel and storage events.',
    ours: '[yes, by `tabStore`](../internals/tabs.md)',
    read: async ({ packageName }) =>
      (await codeMatches(packageName, /BroadcastChannel|navigator\.locks|addEventListener\(['"]storage/)) ? 'yes' : 'no',
  },
  {
    feature: 'types in a module for Node',
    method: 'TypeScript checks an import of the library with `module: nodenext`.',
    ours: '[yes, and with `require()`](../guide/commonjs.md)',
    read: async ({ packageName }) => {
      const [specifier, name] = typed[packageName] ?? [packageName, 'default']
      return (await findsTypes(specifier, name)) ? 'yes' : 'not found'
    },
  },
  {
    feature: 'size, min+gzip by Rolldown',
    method: 'What its import weighs with all that it brings, without axios, ky and ofetch. Everbearer: the limit that its tests hold.',
    ours: `at most ${kilobytes(Math.ceil(largest / 1000) * 1000)}`,
    read: sizeOf,
  },
  {
    feature: 'packages that it brings',
    method: 'Packages that an installation adds, beside the package itself and the client.',
    ours: '3',
    read: async ({ packageName }) => String((await dependenciesOf(packageName)).size),
  },
]
