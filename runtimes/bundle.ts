import { join } from 'node:path'
import { build, type Plugin } from 'rolldown'
import type { Column, RuntimeName } from './columns.ts'

const here = import.meta.dirname

/** How a runtime finds files in packages, and where its program begins. */
interface Target {
  readonly host: string
  readonly platform: 'node' | 'browser' | 'neutral'
  /** Of the packages' `exports`, in the runtime's own order. */
  readonly conditions: readonly string[]
}

const node: Target = { host: 'node', platform: 'node', conditions: ['node', 'import', 'module-sync', 'default'] }

const targets: Readonly<Record<Exclude<RuntimeName, 'Chromium'>, Target>> = {
  'Node 22': node,
  'Node 24': node,
  'Node 26': node,
  'Bun': { host: 'like-node', platform: 'node', conditions: ['bun', 'node', 'import', 'default'] },
  'Deno': { host: 'like-node', platform: 'node', conditions: ['deno', 'node', 'import', 'default'] },
  'workerd': { host: 'workerd', platform: 'browser', conditions: ['workerd', 'worker', 'browser', 'import', 'default'] },
}

/** Bundles suite and client into one file for a column's runtime, and returns its path. */
export async function bundle(column: Column): Promise<string> {
  const { client, version, runtime } = column
  const target = targets[runtime as keyof typeof targets]
  const file = join(here, 'node_modules', '.bundles', `${column.id}.mjs`)
  await build({
    input: join(here, 'hosts', `${target.host}.ts`),
    platform: target.platform,
    resolve: { conditionNames: [...target.conditions], alias: { '#client': join(here, 'clients', `${client}.ts`) } },
    plugins: [leaveOut, ...(version ? [inPlaceOf(client, version.alias)] : [])],
    output: { file, format: 'esm', codeSplitting: false },
    logLevel: 'silent',
  })
  return file
}

/** msw reads files that lie beside its own. */
const leaveOut: Plugin = {
  name: 'leave-out',
  async resolveId(source, importer) {
    if (!/^msw($|\/)/.test(source)) return null
    const resolved = await this.resolve(source, importer, { skipSelf: true })
    return resolved && { id: resolved.id, external: 'absolute' }
  },
}

/** Another version of the client, by the name under which this package has it. */
function inPlaceOf(client: string, alias: string): Plugin {
  return {
    name: 'version',
    resolveId(source) {
      return source === client ? this.resolve(alias, join(here, 'package.json')) : null
    },
  }
}
