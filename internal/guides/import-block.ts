import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../repository/repository.ts'
import { topLevelNames } from './top-level-names.ts'

/** A folder of modules inside the repository, so that our packages resolve. */
export interface ModuleFolder extends AsyncDisposable {
  readonly path: string
}

export async function createModuleFolder(): Promise<ModuleFolder> {
  const reports = join(root, 'reports')
  await mkdir(reports, { recursive: true })
  const path = await mkdtemp(join(reports, 'guides-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/**
 * Runs a block as a module, to its end. Its text stays as it is. One line is added at the end, which exports what the block keeps to
 * itself.
 *
 * @returns the values that the block declares and exports, by name
 */
export async function importBlock(code: string, folder: ModuleFolder, name: string): Promise<Record<string, unknown>> {
  if (isCommonJs(code)) return requireBlock(code, folder, name)
  const file = join(folder.path, `${name}.ts`)
  await writeFile(file, asModule(code))
  return (await import(/* @vite-ignore */ file)) as Record<string, unknown>
}

/** The block as a module that exports all that it declares. */
export function asModule(code: string): string {
  return `${code}\n\nexport { ${topLevelNames(code).join(', ')} }\n`
}

function isCommonJs(code: string): boolean {
  return /^const .+ = require\(/m.test(code)
}

async function requireBlock(code: string, folder: ModuleFolder, name: string): Promise<Record<string, unknown>> {
  const file = join(folder.path, `${name}.cjs`)
  await writeFile(file, `${code}\n\nmodule.exports = { ${topLevelNames(code).join(', ')} }\n`)
  return createRequire(import.meta.url)(file) as Record<string, unknown>
}
