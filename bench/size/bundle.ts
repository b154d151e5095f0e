import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type Plugin, rolldown } from 'rolldown'

/** The bundle of one import, as a user would write it. */
export interface Bundle {
  /** Minified. */
  readonly code: string
  /** The code of each module after tree-shaking, by file. */
  readonly modules: ReadonlyMap<string, string>
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * @param entry - the source of a module in `bench/`
 * @param external - modules that do not count
 */
export async function bundle(entry: string, external: readonly string[], platform: 'browser' | 'node' = 'browser'): Promise<Bundle> {
  const file = `${root}bench/size/entry.js`
  const virtual: Plugin = {
    name: 'entry',
    resolveId: (id) => (id === 'entry' ? file : undefined),
    load: (id) => (id === file ? entry : undefined),
  }
  const built = await rolldown({
    input: 'entry',
    external: [...external],
    platform,
    treeshake: { moduleSideEffects: false },
    plugins: [virtual],
    logLevel: 'silent',
  })
  const { output } = await built.generate({ format: 'esm', minify: true, codeSplitting: false })
  await built.close()
  const [{ code, modules }] = output
  return {
    code,
    modules: new Map(
      Object.entries(modules)
        .filter(([id]) => id !== file)
        .map(([id, module]) => [id, module.code ?? '']),
    ),
  }
}

/** Bytes, min+gzip. */
export function gzipped(code: string): number {
  return gzipSync(code, { level: 9 }).byteLength
}
