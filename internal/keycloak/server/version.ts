/** The Keycloak that the table in docs/generated/systems.md speaks of. */
export const testedVersion = '26.7.3'

/** The oldest Keycloak that is promised. `KEYCLOAK_VERSION` runs the tests on it before a release. */
export const oldestVersion = '26.4.2'

/** The Keycloak to get: `KEYCLOAK_VERSION`, or else the one that we test with. */
export function wantedVersion(): string {
  const { KEYCLOAK_VERSION: version = testedVersion } = process.env
  // It becomes part of a path and of a command.
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`KEYCLOAK_VERSION: expected a version such as ${testedVersion}`)
  return version
}
