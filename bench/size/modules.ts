import { basename } from 'node:path'
import { minify } from 'rolldown/utils'
import { type Bundle, gzipped } from './bundle.ts'

/** What one module adds to a bundle, bytes min+gzip. */
export interface ModuleSize {
  readonly name: string
  readonly size: number
}

/**
 * How much smaller the bundle is without each module, largest first. The sizes add up to less than the whole: modules share
 * words, which gzip stores once.
 */
export async function modulesOf({ modules }: Bundle, exported: string): Promise<ModuleSize[]> {
  const codes = [...modules.values()]
  const whole = await sizeTogether(codes, exported)
  const sizes = await Promise.all(
    [...modules].map(async ([id, code]) => {
      const without = await sizeTogether(
        codes.filter((other) => other !== code),
        exported,
      )
      return { name: basename(id), size: whole - without }
    }),
  )
  return sizes.toSorted((a, b) => b.size - a.size)
}

async function sizeTogether(codes: readonly string[], exported: string): Promise<number> {
  const { code } = await minify('all.js', `(()=>{${codes.join('\n')}return ${exported}})()`, { compress: { unused: false } })
  return gzipped(code)
}
