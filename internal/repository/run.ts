import { join } from 'node:path'
import { inheritedEnvironment, type Outcome, runProcess } from '../tools/run-process.ts'
import { root } from './repository.ts'

export type { Outcome }

/** TypeScript's compiler, to run with `runNode`. */
export const tscFile: string = join(root, 'node_modules', 'typescript', 'bin', 'tsc')

export interface RunOptions {
  /** @default the repository */
  readonly cwd?: string
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** The Node to run. @default the one that runs the tests */
  readonly node?: string
}

/** Runs JavaScript. */
export async function runNode(
  file: string,
  args: readonly string[],
  { cwd = root, env, node = process.execPath }: RunOptions = {},
): Promise<Outcome> {
  return runProcess(node, [file, ...args], { cwd, env: { ...inheritedEnvironment(), ...env } })
}

/** Runs npm or pnpm, which on Windows are scripts for its shell. */
export async function runPackageManager(
  name: 'npm' | 'pnpm',
  args: readonly string[],
  { cwd = root, env }: RunOptions = {},
): Promise<Outcome> {
  const shell = process.platform === 'win32'
  return runProcess(name, shell ? args.map((arg) => `"${arg}"`) : args, { cwd, shell, env: { ...inheritedEnvironment(), ...env } })
}
