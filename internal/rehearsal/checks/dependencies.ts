/** A package that npm installs with ours, as its lockfile describes it. */
export interface LockedPackage {
  readonly version?: string
  readonly license?: string
  readonly hasInstallScript?: boolean
}

/** The part of a package-lock.json that is read. The key of the project itself is the empty text. */
export interface PackageLock {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

/** Licences that ask for nothing but to be named. */
const allowedLicences: readonly string[] = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT']

/** Says which of the packages that users get have another licence, or run a script when they are installed. */
export function dependencyFaults({ packages }: PackageLock): string[] {
  return Object.entries(packages)
    .filter(([place]) => place !== '')
    .flatMap(([place, { version, license, hasInstallScript = false }]) => {
      const name = `${place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)} ${version}`
      const isAllowed = license !== undefined && allowedLicences.includes(license)
      return [
        ...(isAllowed
          ? []
          : [`${name} has ${license === undefined ? 'no licence' : `the licence ${license}`}; allowed are ${allowedLicences.join(', ')}`]),
        ...(hasInstallScript ? [`${name} runs a script when it is installed`] : []),
      ]
    })
}
