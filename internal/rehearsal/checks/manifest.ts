import type { PublishedPackage } from '../published-package.ts'

const repository = 'git+https://github.com/everbearer/everbearer.git'
const oldestNode = '>=22.12'
const dependencyFields = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'] as const

/** Says what is wrong with a package.json: provenance, licence, engines, scripts, and words that only a workspace knows. */
export function manifestFaults({ folder, manifest }: PublishedPackage): string[] {
  const { license, description, type, engines, publishConfig = {}, scripts = {}, bundleDependencies } = manifest
  const expectations: (readonly [string, unknown, unknown])[] = [
    ['private', manifest.private, undefined],
    ['license', license, 'MIT'],
    ['type', type, 'module'],
    // A registry takes a provenance only if both are those of the workflow that publishes.
    ['repository.url', manifest.repository?.url, repository],
    ['repository.directory', manifest.repository?.directory, folder],
    ['engines.node', engines?.['node'], oldestNode],
    ['publishConfig.access', publishConfig['access'], 'public'],
    ['publishConfig.registry', publishConfig['registry'], undefined],
    ['bundleDependencies', bundleDependencies, undefined],
  ]
  const unlike = expectations
    .filter(([, found, wanted]) => found !== wanted)
    .map(([field, found, wanted]) => `${field} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
  const started = Object.keys(scripts).map((name) => `has the script ${name}; a published package has none`)
  const local = dependencyFields.flatMap((field) =>
    Object.entries(manifest[field] ?? {})
      .filter(([, range]) => /^(workspace|catalog|link|file|portal):/.test(range))
      .map(([name, range]) => `${field}: ${name} is ${range}, which only the workspace knows`),
  )
  return [...(description ? [] : ['has no description']), ...unlike, ...started, ...local]
}
