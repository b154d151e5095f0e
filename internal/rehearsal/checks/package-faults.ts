import type { PublishedPackage } from '../published-package.ts'
import { contentsFaults, secretFaults } from './contents.ts'
import { entryFaults } from './entries.ts'
import { manifestFaults } from './manifest.ts'
import { rangeFaults } from './ranges.ts'
import { sourceMapFaults } from './source-maps.ts'

/** Says all that is wrong with the packages of a release, each fault with the name of its package. */
export function packageFaults(packages: readonly PublishedPackage[]): string[] {
  const released = Object.fromEntries(packages.map(({ name, manifest }) => [name, manifest.version]))
  return packages.flatMap((published) =>
    [
      ...contentsFaults(published),
      ...secretFaults(published),
      ...entryFaults(published),
      ...manifestFaults(published),
      ...rangeFaults(published, released),
      ...sourceMapFaults(published),
    ].map((fault) => `${published.name}: ${fault}`),
  )
}
