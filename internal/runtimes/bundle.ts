import { join } from 'node:path'
import { build, type Plugin } from 'rolldown'
import type { Target, RuntimeName } from './targets.ts'

const here = import.meta.dirname

/** How a runtime finds files in packages, and where its program begins. */
interface RuntimeSettings {
  readonly host: string
  readonly platform: 'node' | 'browser' | 'neutral'
  /** Of the packages' `exports`, in the runtime's own order. */
  readonly conditions: readonly string[]
}

const node: RuntimeSettings = { host: 'node', platform: 'node', conditions: ['node', 'import', 'module-sync', 'default'] }

const page: RuntimeSettings = { host: 'page', platform: 'browser', conditions: ['browser', 'import', 'default'] }

const settings: Readonly<Record<Exclude<RuntimeName, 'Chromium'>, RuntimeSettings>> = {
  'Node 22': node,
  'Node 24': node,
  'Node 26': node,
  Bun: { host: 'like-node', platform: 'node', conditions: ['bun', 'node', 'import', 'default'] },
  Deno: { host: 'like-node', platform: 'node', conditions: ['deno', 'node', 'import', 'default'] },
  'React Native': { host: 'react-native', platform: 'node', conditions: ['react-native', 'import', 'default'] },
  workerd: { host: 'workerd', platform: 'browser', conditions: ['workerd', 'worker', 'browser', 'import', 'default'] },
  Firefox: page,
  WebKit: page,
}

/** Bundles suite and client into one file for the runtime of a target, and returns its path. */
export function bundle({ id, client, version, runtime }: Target): Promise<string> {
  const input = join(here, 'hosts', `${settingsOf(runtime).host}.ts`)
  return bundleProgram(
    { id, input, runtime },
    { '#client': join(here, 'clients', `${client}.ts`) },
    version ? [inPlaceOf(client, version.alias)] : [],
  )
}

/** A program for a runtime. */
export interface Program {
  /** Names the file that it is bundled into. */
  readonly id: string
  readonly input: string
  readonly runtime: RuntimeName
}

/** Bundles a program into one file, and returns its path. */
export async function bundleProgram(
  { id, input, runtime }: Program,
  alias: Readonly<Record<string, string>> = {},
  plugins: readonly Plugin[] = [],
): Promise<string> {
  const { platform, conditions } = settingsOf(runtime)
  const file = join(here, 'node_modules', '.bundles', `${id}.mjs`)
  await build({
    input,
    platform,
    resolve: { conditionNames: [...conditions], alias: { ...alias } },
    plugins: [leaveOut, ...plugins],
    output: { file, format: 'esm', codeSplitting: false },
    logLevel: 'silent',
  })
  return file
}

function settingsOf(runtime: RuntimeName): RuntimeSettings {
  return settings[runtime as keyof typeof settings]
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
