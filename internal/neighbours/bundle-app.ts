import { join } from 'node:path'
import { build } from 'rolldown'

/** The packages as an application of a framework imports them: one file for each, as the framework's compiler has settings of its own. */
export async function bundleForApp(adapter: 'fetch' | 'ofetch', folder: string): Promise<void> {
  const input = join(import.meta.dirname, 'apps', `${adapter}.ts`)
  await build({
    input,
    platform: 'node',
    resolve: { conditionNames: ['node', 'import', 'default'] },
    output: { file: join(folder, 'everbearer.js'), format: 'esm', codeSplitting: false },
    logLevel: 'silent',
  })
}
