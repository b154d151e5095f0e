import { glob, readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { unpack } from '@publint/pack'
import type { LocalRegistry } from './local-registry.ts'
import type { PublishedManifest, PublishedPackage } from './published-package.ts'

/** A published package with its tarball. */
export interface Release extends PublishedPackage {
  readonly tarball: Uint8Array<ArrayBuffer>
}

/** Gets every public package of a repository from a registry, in the version that the repository has. */
export async function readRelease(root: string, registry: LocalRegistry): Promise<Release[]> {
  const folders = (await readdir(join(root, 'packages'))).toSorted()
  const releases = await Promise.all(folders.map((name) => readPackage(root, `packages/${name}`, registry)))
  return releases.filter((release) => release !== undefined)
}

async function readPackage(root: string, folder: string, registry: LocalRegistry): Promise<Release | undefined> {
  const source = await readManifest(join(root, folder))
  if (source.private === true) return undefined
  const { name, version } = source
  const packument = await registry.describe(name)
  const published = packument.versions[version]
  if (published === undefined) throw new Error(`${name} ${version} was not published`)
  if (packument['dist-tags']['latest'] !== version)
    throw new Error(`The tag latest of ${name} is ${packument['dist-tags']['latest']}, not ${version}`)

  const tarball = new Uint8Array(await registry.download(published.dist.tarball))
  const { files } = await unpack(tarball)
  const contents = new Map(files.map((file) => [file.name.replace(/^package\//, ''), file.data]))
  const manifest = JSON.parse(new TextDecoder().decode(contents.get('package.json'))) as PublishedManifest
  return {
    name,
    folder,
    manifest,
    files: contents,
    sources: await sourcesOf(join(root, folder)),
    tested: await testedVersions(join(root, folder), manifest),
    tarball,
  }
}

async function sourcesOf(folder: string): Promise<string[]> {
  const found: string[] = []
  for await (const path of glob('src/**/*.{ts,cts}', { cwd: folder })) found.push(path.replaceAll(sep, '/'))
  return found.toSorted()
}

async function testedVersions(
  folder: string,
  { dependencies, peerDependencies, optionalDependencies }: PublishedManifest,
): Promise<Record<string, string>> {
  const names = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })
  const versions = names.map(async (name) => {
    const manifest = await readManifest(join(folder, 'node_modules', name)).catch(() => undefined)
    return manifest === undefined ? [] : [[name, manifest.version] as const]
  })
  return Object.fromEntries((await Promise.all(versions)).flat())
}

async function readManifest(folder: string): Promise<PublishedManifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PublishedManifest
}
