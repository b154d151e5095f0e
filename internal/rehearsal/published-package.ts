/** A package as a registry gives it. */
export interface PublishedPackage {
  readonly name: string
  /** The package's folder in the repository, e.g. `packages/core`. */
  readonly folder: string
  readonly manifest: PublishedManifest
  /** What the tarball holds, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** The source files of the package's folder, e.g. `src/index.ts`. */
  readonly sources: readonly string[]
  /** The version of each dependency and peer that the tests of the repository run with. */
  readonly tested: Readonly<Record<string, string>>
}

/** The fields of a published package.json that the checks read. */
export interface PublishedManifest {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly description?: string
  readonly private?: boolean
  readonly type?: string
  readonly repository?: { readonly url?: string; readonly directory?: string }
  readonly engines?: Readonly<Record<string, string>>
  readonly publishConfig?: Readonly<Record<string, unknown>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly main?: string
  readonly types?: string
  readonly bin?: string | Readonly<Record<string, string>>
  readonly exports?: Entry
  readonly typesVersions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly dependencies?: Versions
  readonly peerDependencies?: Versions
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly optionalDependencies?: Versions
  readonly devDependencies?: Versions
  readonly bundleDependencies?: unknown
}

/** A path, or paths by condition. */
export type Entry = string | { readonly [condition: string]: Entry }

type Versions = Readonly<Record<string, string>>

/** The text of a file of a package. */
export function textOf({ name, files }: PublishedPackage, path: string): string {
  const bytes = files.get(path)
  if (bytes === undefined) throw new Error(`${name} has no file ${path}`)
  return new TextDecoder().decode(bytes)
}
