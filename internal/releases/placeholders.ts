import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A package that users install. */
export interface PublicPackage {
  readonly name: string
  readonly description: string
}

/** The public packages of a repository, by name. */
export async function readPublicPackages(repository: string): Promise<PublicPackage[]> {
  const found: PublicPackage[] = []
  for await (const path of glob('packages/*/package.json', { cwd: repository })) {
    const manifest = JSON.parse(await readFile(join(repository, path), 'utf8')) as PublicPackage & { readonly private?: boolean }
    if (manifest.private !== true) found.push({ name: manifest.name, description: manifest.description })
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Writes an empty package for each name: trusted publishing cannot create a name, and a package by hand would have no provenance.
 *
 * @param folder - gets one folder for each package
 * @returns the commands that publish the empty packages, and those that make npm trust the workflow
 */
export async function writePlaceholders(packages: readonly PublicPackage[], folder: string): Promise<string[]> {
  const places = packages.map(({ name, description }) => ({ name, description, place: join(folder, name.replace('@everbearer/', '')) }))
  for (const { name, description, place } of places) {
    const repository = { type: 'git', url: 'git+https://github.com/everbearer/everbearer.git' }
    await mkdir(place, { recursive: true })
    await writeFile(
      join(place, 'package.json'),
      JSON.stringify({ name, version: '0.0.0', description, license: 'MIT', repository }, undefined, 2),
    )
    await writeFile(join(place, 'README.md'), `# ${name}\n\nReserves the name. Install a later version.\n`)
  }
  return [
    ...places.map(({ place }) => `npm publish ${place} --access public`),
    ...places.map(
      ({ name }) => `npm trust github ${name} --repo everbearer/everbearer --file release.yml --environment npm --allow-publish`,
    ),
    ...places.map(({ name }) => `npm deprecate ${name}@0.0.0 "Reserves the name. Install a later version."`),
  ]
}
