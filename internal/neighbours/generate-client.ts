import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { runProcess } from '../tools/run-process.ts'

const folder = import.meta.dirname
/** Beside node_modules, so that a client or an application finds the libraries that it imports. */
export const reports = join(folder, 'reports')
const require = createRequire(join(folder, 'package.json'))

/** The description of the testbed's API that every generator reads. */
export const description = join(folder, 'openapi.json')

/** A client that a generator has written. */
export interface GeneratedClient {
  readonly folder: string
  readonly remove: () => Promise<void>
}

/**
 * Runs a generator.
 *
 * @param command - the program and its arguments, for the folder in which it writes
 * @param files - files that the generator or its client needs, by name
 * @throws {Error} the generator failed; the message has its output
 */
export async function generateClient(
  command: (folder: string) => readonly [program: string, ...args: string[]],
  files: Readonly<Record<string, string>> = {},
): Promise<GeneratedClient> {
  await mkdir(reports, { recursive: true })
  const made = await mkdtemp(join(reports, 'client-'))
  const remove = (): Promise<void> => rm(made, { recursive: true, force: true })
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(made, name), text)
    const [program, ...args] = command(made)
    const { code, output } = await runProcess(program, args, { cwd: made, timeout: 200_000 })
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output}`)
    return { folder: made, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** The command of a generator that this folder's lockfile has. */
export function programOf(packageName: string, command: string): string {
  const manifest = require.resolve(`${packageName}/package.json`)
  const { bin } = require(manifest) as { readonly bin: string | Readonly<Record<string, string>> }
  const path = typeof bin === 'string' ? bin : bin[command]
  if (path === undefined) throw new Error(`${packageName} has no command ${command}`)
  return join(manifest, '..', path)
}
