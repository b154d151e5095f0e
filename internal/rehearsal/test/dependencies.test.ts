import { describe, expect, it } from 'vitest'
import { dependencyFaults } from '../checks/dependencies.ts'
import { oldestPeers } from '../checks/ranges.ts'
import { packageWith } from './sound-package.ts'

describe('the packages that users get', () => {
  const lock = (fields: object): Parameters<typeof dependencyFaults>[0] => ({
    packages: {
      '': { version: '1.0.0' },
      'node_modules/ky': { version: '2.1.0', license: 'MIT' },
      'node_modules/ky/node_modules/@a/b': { version: '3.0.0', license: 'ISC', ...fields },
    },
  })

  it('have licences that are allowed, and run nothing when they are installed', () => {
    expect(dependencyFaults(lock({}))).toEqual([])
  })

  it.each<[object, RegExp]>([
    [{ license: 'GPL-3.0-only' }, /^@a\/b 3\.0\.0 has the licence GPL-3\.0-only; allowed are 0BSD, /],
    [{ license: 'MIT OR GPL-3.0-only' }, /^@a\/b 3\.0\.0 has the licence MIT OR GPL-3\.0-only; allowed are /],
    [{ license: undefined }, /^@a\/b 3\.0\.0 has no licence; allowed are /],
    [{ hasInstallScript: true }, /^@a\/b 3\.0\.0 runs a script when it is installed$/],
  ])('are refused otherwise: %j', (fields, fault) => {
    expect(dependencyFaults(lock(fields))).toEqual([expect.stringMatching(fault)])
  })
})

describe('the oldest version of a peer', () => {
  it.each([
    ['^2.1.0', '2.1.0'],
    ['^1.4.1 || ^2.0.0-alpha.3', '1.4.1'],
    ['>1.0.0', '1.0.1'],
  ])('of %s is %s', (range, oldest) => {
    expect(oldestPeers(packageWith({ manifest: { peerDependencies: { ky: range } } }).manifest)).toEqual({ ky: oldest })
  })
})
