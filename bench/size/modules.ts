import { basename } from 'node:path'
import { minify } from 'rolldown/utils'
import { type Bundle, gzipped } from './bundle.ts'

/** What one module, or one part of the code, adds to a bundle, bytes min+gzip. */
export interface ModuleSize {
  readonly name: string
  readonly size: number
}

/** Some modules by their names, as one. */
export interface Part {
  readonly name: string
  readonly modules: readonly string[]
}

/** `session` for `…/src/session/session.ts`; of a library the name of its package. */
export function moduleName(id: string): string {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? basename(id, '.ts')
}

/**
 * How much smaller the bundle is without each module, largest first. The sizes add up to less than the whole: modules share
 * words, which gzip stores once.
 */
export async function partsOf({ modules }: Bundle, parts: readonly Part[], exported: string): Promise<ModuleSize[]> {
  const codes = [...modules].map(([id, code]) => ({ name: moduleName(id), code }))
  const whole = await sizeTogether(codes, exported)
  return Promise.all(
    parts.map(async ({ name, modules: own }) => {
      const without = await sizeTogether(
        codes.filter((module) => !own.includes(module.name)),
        exported,
      )
      return { name, size: whole - without }
    }),
  )
}

/** The same for each module, largest first. */
export async function modulesOf(bundled: Bundle, exported: string): Promise<ModuleSize[]> {
  const names = [...bundled.modules.keys()].map((id) => moduleName(id))
  const sizes = await partsOf(
    bundled,
    names.map((name) => ({ name, modules: [name] })),
    exported,
  )
  return sizes.toSorted((a, b) => b.size - a.size)
}

async function sizeTogether(modules: readonly { readonly code: string }[], exported: string): Promise<number> {
  const all = modules.map(({ code }) => code).join('\n')
  const { code } = await minify('all.js', `(()=>{${all}return ${exported}})()`, { compress: { unused: false } })
  return gzipped(code)
}
