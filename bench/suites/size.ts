import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import file from '@size-limit/file'
import sizeLimit from 'size-limit'
import { bundle, gzipped } from '../size/bundle.ts'
import { clients, imports, type TypicalImport } from '../size/imports.ts'
import { type ModuleSize, modulesOf, partsOf } from '../size/modules.ts'
import { optIns } from '../size/opt-ins.ts'
import { type Purpose, purposes } from '../size/purposes.ts'

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

/** What a purpose costs. */
export interface PurposeRow extends Pick<Purpose, 'name' | 'loses'> {
  /** Bytes min+gzip. */
  readonly size: number
}

/** What each purpose adds to an import of core and the adapter for fetch, largest first. */
export async function measurePurposes(): Promise<PurposeRow[]> {
  const whole = await bundle(`export { withBearer, createCoordinator } from '@everbearer/fetch'`, clients)
  const sizes = await partsOf(whole, purposes, 'createCoordinator')
  const rows = purposes.map(({ name, loses }, index) => ({ name, loses, size: sizes[index]?.size ?? 0 }))
  return rows.toSorted((a, b) => b.size - a.size)
}

/** What each opt-in adds to an import of `createCoordinator`. */
export async function measureOptIns(): Promise<ModuleSize[]> {
  const whole = await sizeWith('createCoordinator')
  return Promise.all(optIns.map(async ({ name }) => ({ name, size: (await sizeWith(`createCoordinator, ${name}`)) - whole })))
}

async function sizeWith(names: string): Promise<number> {
  const { code } = await bundle(`export { ${names} } from '@everbearer/core'`, [])
  return gzipped(code)
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
