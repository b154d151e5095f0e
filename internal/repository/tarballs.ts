import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { directions } from './directions.ts'
import { readManifest, root } from './repository.ts'
import { runNode, runPackageManager, tscFile } from './run.ts'

/** A public package as it would be published. */
export interface Tarball {
  /** As in an import, e.g. `@everbearer/core`. */
  readonly name: string
  readonly path: string
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

async function pack(folder: string, path: string): Promise<Tarball> {
  const { code, output } = await runPackageManager('pnpm', ['pack', '--out', path], { cwd: join(root, 'packages', folder) })
  if (code !== 0) throw new Error(`${folder} cannot be packed:\n${output}`)
  const { name } = await readManifest(`packages/${folder}/package.json`)
  return { name, path }
}
