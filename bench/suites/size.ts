import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import file from '@size-limit/file'
import sizeLimit from 'size-limit'
import { bundle } from '../size/bundle.ts'
import { imports, type TypicalImport } from '../size/imports.ts'
import { type ModuleSize, modulesOf } from '../size/modules.ts'

export interface SizeRow extends Pick<TypicalImport, 'name' | 'limit' | 'target'> {
  /** Bytes min+gzip. */
  readonly size?: number
  /** Why there is no figure. */
  readonly cannot?: string
}

export async function measureSizes(): Promise<SizeRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-size-'))
  try {
    return await Promise.all(imports.map((each, index) => sizeOf(each, join(folder, `${index}.js`))))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** How many bytes each module of core adds to `createCoordinator`. */
export async function measureModules(): Promise<ModuleSize[]> {
  const [core] = imports
  return core === undefined ? [] : modulesOf(await bundle(core.entry, core.external), 'createCoordinator')
}

async function sizeOf({ name, entry, external, platform, limit, target }: TypicalImport, path: string): Promise<SizeRow> {
  const row = { name, ...(limit !== undefined && { limit }), ...(target !== undefined && { target }) }
  try {
    const { code } = await bundle(entry, external, platform)
    await writeFile(path, code)
  } catch {
    return { ...row, cannot: 'the bundler can’t build it' }
  }
  const [result] = (await sizeLimit([file], { checks: [{ files: [path], gzip: true }] })) as { size: number }[]
  return { ...row, size: result?.size ?? 0 }
}
