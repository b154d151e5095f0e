import { minVersion, satisfies, validRange } from 'semver'
import type { PublishedManifest, PublishedPackage } from '../published-package.ts'

/** Says which ranges are not true: for a package of the same release, or for a version that the tests run with. */
export function rangeFaults({ manifest, tested }: PublishedPackage, released: Readonly<Record<string, string>>): string[] {
  const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifest
  return Object.entries({ ...dependencies, ...optionalDependencies, ...peerDependencies }).flatMap(([name, range]) => {
    if (validRange(range) === null) return [`${name} ${range} is no range of versions`]
    const version = released[name]
    // What one package uses of another may have come with this release.
    if (version !== undefined) return range === `^${version}` ? [] : [`${name} ${range} is not ^${version}, of the same release`]
    const run = tested[name]
    if (run === undefined) return [`${name} ${range} is tested with no version`]
    return satisfies(run, range) ? [] : [`${name} ${range} leaves out ${run}, which the tests run with`]
  })
}

/** The oldest version of each peer that a package takes. */
export function oldestPeers({ peerDependencies = {} }: PublishedManifest): Record<string, string> {
  return Object.fromEntries(Object.entries(peerDependencies).map(([name, range]) => [name, minVersion(range)?.version ?? range]))
}
