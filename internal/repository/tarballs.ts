import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { unpack } from '@publint/pack'
import { directions } from './directions.ts'
import { root } from './repository.ts'
import type { Manifest } from './repository.ts'
import { runNode, runPackageManager, tscFile } from './run.ts'

/** A public package as it would be published. */
export interface Tarball {
  readonly name: string
  readonly path: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The packed paths, without the leading `package/`, sorted. */
  readonly files: readonly string[]
  readonly manifest: Manifest
}

/** Builds the public packages from scratch and packs each into the folder. */
export async function packAll(folder: string): Promise<Tarball[]> {
  const names = Object.keys(directions)
  // A file whose source is gone would else be packed for ever.
  const built = names.map((name) => join(root, 'packages', name, 'dist'))
  await Promise.all(built.map((path) => rm(path, { recursive: true, force: true })))
  const { code, output } = await runNode(tscFile, ['--build', 'tsconfig.build.json'])
  if (code !== 0) throw new Error(`The packages cannot be built:\n${output}`)
  return Promise.all(names.map((name) => pack(name, join(folder, `${name}.tgz`))))
}

async function pack(name: string, path: string): Promise<Tarball> {
  const cwd = join(root, 'packages', name)
  const { code, output } = await runPackageManager('pnpm', ['pack', '--out', path], { cwd })
  if (code !== 0) throw new Error(`${name} cannot be packed:\n${output}`)

  const bytes = new Uint8Array(await readFile(path))
  const { files } = await unpack(bytes)
  const manifest = files.find((file) => file.name === 'package/package.json')
  if (manifest === undefined) throw new Error(`${name} was packed without a package.json`)
  return {
    name,
    path,
    bytes,
    files: files.map((file) => file.name.replace(/^package\//, '')).toSorted(),
    manifest: JSON.parse(new TextDecoder().decode(manifest.data)) as Manifest,
  }
}
