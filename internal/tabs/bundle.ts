import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** Bundles a program of the folder `page` into one classic script. */
export async function bundlePage(name: string): Promise<string> {
  await using bundle = await rolldown({ input: join(import.meta.dirname, 'page', `${name}.ts`), platform: 'browser', logLevel: 'silent' })
  const { output } = await bundle.generate({ format: 'iife' })
  return output[0].code
}
