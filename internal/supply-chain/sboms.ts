import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runPackageManager } from '../repository/run.ts'

/** A list of components in CycloneDX, as far as it is read here. */
export interface Sbom {
  readonly bomFormat: string
  readonly metadata: { readonly component: { readonly purl: string } }
  readonly components: readonly { readonly purl: string; readonly licenses?: unknown }[]
}

/** The list of a package, and its file. */
export interface WrittenSbom {
  readonly file: string
  /** `<name>@<version>`: the name of the release, too. */
  readonly package: string
  readonly sbom: Sbom
}

/**
 * Writes the list of components of each published package: what `npm install` brings, with versions, licences and digests.
 * pnpm reads them from the lockfile.
 */
export async function writeSboms(folder: string): Promise<WrittenSbom[]> {
  await mkdir(folder, { recursive: true })
  const args = ['sbom', '--prod', '--split', '--sbom-format', 'cyclonedx', '--out', join(folder, '%s-%v.cdx.json')]
  const { code, output } = await runPackageManager('pnpm', ['--recursive', '--filter', './packages/*', ...args])
  if (code !== 0) throw new Error(`pnpm cannot list the components:\n${output}`)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.cdx.json')).toSorted()
  return Promise.all(
    names.map(async (name) => {
      const file = join(folder, name)
      const sbom = JSON.parse(await readFile(file, 'utf8')) as Sbom
      return { file, package: packageOf(sbom.metadata.component.purl), sbom }
    }),
  )
}

/** `pkg:npm/%40everbearer/core@0.1.0` is the package `@everbearer/core@0.1.0`. */
export function packageOf(purl: string): string {
  return decodeURIComponent(purl.replace(/^pkg:npm\//, '').replace(/[?#].*$/, ''))
}
