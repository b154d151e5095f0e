import { parse } from 'yaml'

/** A file of the repository, with its bytes. */
export interface TrackedFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Says which files are programs or other data that no review can read. Images of the documentation are text, too: SVG. */
export function binaryFiles(files: readonly TrackedFile[]): string[] {
  return files.filter(({ bytes }) => bytes.includes(0)).map(({ path }) => path)
}

interface Lockfile {
  readonly packages?: Readonly<Record<string, { readonly resolution?: { readonly integrity?: string; readonly tarball?: string } }>>
}

/** Says which packages of a lockfile of pnpm come without a digest, or from somewhere else than a registry. */
export function unpinnedPackages(lockfile: string): string[] {
  // pnpm keeps its own version in a document before the lockfile.
  const documents = lockfile.split(/^---$/m).map((text) => parse(text) as Lockfile | null)
  const packages = documents.flatMap((document) => Object.entries(document?.packages ?? {}))
  return packages
    .filter(([, { resolution }]) => !resolution?.integrity?.startsWith('sha512-') || resolution.tarball !== undefined)
    .map(([name]) => name)
}

/** The fields of a manifest that are read here. */
export interface CheckedManifest {
  readonly license?: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly repository?: { readonly url?: string; readonly directory?: string }
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
}

/** What npm runs on the machine of a user. */
const installScripts = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']

/** Says what the manifest of a published package lacks, or has and must not have. */
export function manifestProblems(folder: string, manifest: CheckedManifest): string[] {
  const { license, scripts = {}, repository, files, dependencies = {} } = manifest
  return [
    ...(license === 'MIT' ? [] : ['needs the licence MIT']),
    ...installScripts.filter((name) => Object.hasOwn(scripts, name)).map((name) => `runs ${name} at users`),
    // npm compares both with the workflow that publishes, and refuses to state where a package comes from if they differ.
    ...(repository?.url === 'git+https://github.com/everbearer/everbearer.git' ? [] : ['needs the address of the repository']),
    ...(repository?.directory === folder ? [] : ['needs its folder in the repository']),
    ...(files === undefined ? ['needs a list of files'] : []),
    ...Object.entries(dependencies).flatMap(([name, range]) => (isFromRegistry(range) ? [] : [`takes ${name} from elsewhere`])),
  ].map((problem) => `${folder} ${problem}`)
}

/** A range of versions, or any version of the workspace. */
function isFromRegistry(range: string): boolean {
  return /^(?:[\^~]?\d|workspace:[\^~*]$)/.test(range)
}
