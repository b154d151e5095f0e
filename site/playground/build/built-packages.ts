import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A plugin of Vite and of rolldown. */
export interface ResolvePlugin {
  readonly name: string
  readonly enforce: 'pre'
  resolveId(id: string): string | undefined
}

type Target = string | { readonly [condition: string]: Target }

/**
 * Resolves our packages as npm's users get them: what `publishConfig.exports` names for browsers, which is in `dist`.
 *
 * @param root - the folder of the repository
 */
export function builtPackages(root: string): ResolvePlugin {
  return {
    name: 'everbearer:built-packages',
    enforce: 'pre',
    resolveId(id) {
      const [, name, path = ''] = /^@everbearer\/([\w-]+)(\/[\w/-]+)?$/.exec(id) ?? []
      if (name === undefined) return undefined
      const folder = join(root, 'packages', name)
      const target = exportsOf(folder)[`.${path}`]
      const file = target && forBrowsers(target)
      if (file === undefined) throw new Error(`${id}: its package has no such entry for browsers`)
      return join(folder, file)
    },
  }
}

function exportsOf(folder: string): Readonly<Record<string, Target>> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly publishConfig: { readonly exports: Readonly<Record<string, Target>> }
  }
  return manifest.publishConfig.exports
}

function forBrowsers(target: Target): string | undefined {
  if (typeof target === 'string') return target
  const next = target['browser'] ?? target['import'] ?? target['default']
  return next && forBrowsers(next)
}
