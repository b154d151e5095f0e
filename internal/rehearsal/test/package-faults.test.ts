import { describe, expect, it } from 'vitest'
import { packageFaults } from '../checks/package-faults.ts'
import { type Changes, packageWith, soundCore } from './sound-package.ts'

const faultsWith = (changes: Changes): string[] => packageFaults([packageWith(changes), soundCore])

describe('the checks of a release', () => {
  it('find nothing in packages that are in order', () => {
    expect(faultsWith({})).toEqual([])
  })

  it.each<[string, Changes, string[]]>([
    [
      'a built file was left out',
      { files: { 'dist/main.d.ts.map': undefined } },
      ['lacks dist/main.d.ts.map', 'dist/main.d.ts has no source map in the tarball'],
    ],
    [
      'a source was left out',
      { sources: ['src/index.ts', 'src/main.ts', 'src/late.ts'] },
      ['lacks src/late.ts', 'lacks dist/late.js', 'lacks dist/late.js.map', 'lacks dist/late.d.ts', 'lacks dist/late.d.ts.map'],
    ],
    ['the change log was left out', { files: { 'CHANGELOG.md': undefined } }, ['lacks CHANGELOG.md']],
    ['the licence was left out', { files: { LICENSE: undefined } }, ['lacks LICENSE']],
    ['the page was left out', { files: { 'README.md': undefined } }, ['lacks README.md']],
    ['a test came along', { files: { 'src/index.test.ts': '' } }, ['holds src/index.test.ts, which is neither source nor built']],
    [
      'the state of the compiler came along',
      { files: { 'dist/.tsbuildinfo': '' } },
      ['holds dist/.tsbuildinfo, which is neither source nor built'],
    ],
    [
      'a file that was built of a source that is gone',
      { sources: ['src/index.ts'], files: { 'src/main.ts': undefined } },
      [
        'holds dist/main.js, which is neither source nor built',
        'holds dist/main.js.map, which is neither source nor built',
        'holds dist/main.d.ts, which is neither source nor built',
        'holds dist/main.d.ts.map, which is neither source nor built',
        'dist/main.js.map leads to ../src/main.ts, which is not in the tarball',
        'dist/main.d.ts.map leads to ../src/main.ts, which is not in the tarball',
      ],
    ],
  ])('say that %s', (_, changes, faults) => {
    expect(faultsWith(changes)).toEqual(faults.map((fault) => `@everbearer/ky: ${fault}`))
  })

  it('take declarations for CommonJS as a source of nothing', () => {
    expect(faultsWith({ sources: ['src/index.ts', 'src/main.ts', 'src/commonjs.d.cts'], files: { 'src/commonjs.d.cts': '' } })).toEqual([])
  })

  it.each(['.env', 'src/.env.local', '.npmrc', 'src/id_ed25519', 'dist/client.pem', 'src/signing.KEY'])(
    'find a secret by its name: %s',
    (path) => {
      expect(faultsWith({ files: { [path]: '' } })).toContain(`@everbearer/ky: holds ${path}, which looks like a secret`)
    },
  )

  it.each([
    `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n`,
    `-----BEGIN EC PRIVATE KEY-----\n${'b'.repeat(40)}`,
    `const token = 'npm_${'a1'.repeat(18)}'`,
    `// ghp_${'Z9'.repeat(18)}`,
    `github_pat_${'x_1'.repeat(20)}`,
    `AKIA${'A1'.repeat(8)}`,
    '//registry.example.com/:_authToken=abc',
  ])('find a secret by its text, and do not repeat the secret: %#', (secret) => {
    const faults = faultsWith({ files: { 'src/index.ts': secret } })
    expect(faults).toEqual(['@everbearer/ky: holds src/index.ts, which looks like a secret'])
  })

  it.each(['-----BEGIN PRIVATE KEY-----', 'begins with npm_ or ghp_', '//registry.example.com/:_authToken=${NPM_TOKEN}'])(
    'take words about secrets for words: %s',
    (text) => {
      expect(faultsWith({ files: { 'src/index.ts': text } })).toEqual([])
    },
  )

  it.each<[Changes['manifest'], string]>([
    [
      { exports: { '.': { types: './dist/index.d.ts', default: './dist/gone.js' } } },
      'exports . default: ./dist/gone.js is not in the tarball',
    ],
    [{ exports: { '.': { node: { import: './dist/gone.js' } } } }, 'exports . node import: ./dist/gone.js is not in the tarball'],
    [{ exports: { './further': 'dist/index.js' } }, 'exports ./further: dist/index.js does not begin with ./'],
    [{ exports: undefined }, 'has no exports'],
    [{ main: undefined }, 'has no main'],
    [{ types: './dist/gone.d.ts' }, 'types: ./dist/gone.d.ts is not in the tarball'],
    [{ bin: './dist/gone.js' }, 'bin: ./dist/gone.js is not in the tarball'],
    [{ bin: { ky: './dist/index.js' } }, 'bin: ./dist/index.js does not begin with #!/usr/bin/env node'],
    [{ typesVersions: { '*': { main: ['./dist/gone.d.ts'] } } }, 'typesVersions main: ./dist/gone.d.ts is not in the tarball'],
    [{ private: true }, 'private is true, not undefined'],
    [{ license: 'UNLICENSED' }, 'license is "UNLICENSED", not "MIT"'],
    [{ type: undefined }, 'type is undefined, not "module"'],
    [
      { repository: { url: 'git+https://github.com/someone/fork.git', directory: 'packages/ky' } },
      'repository.url is "git+https://github.com/someone/fork.git", not "git+https://github.com/everbearer/everbearer.git"',
    ],
    [{ repository: { url: 'git+https://github.com/everbearer/everbearer.git' } }, 'repository.directory is undefined, not "packages/ky"'],
    [{ engines: { node: '>=20' } }, 'engines.node is ">=20", not ">=22.12"'],
    [{ publishConfig: {} }, 'publishConfig.access is undefined, not "public"'],
    [
      { publishConfig: { access: 'public', registry: 'https://registry.example.com' } },
      'publishConfig.registry is "https://registry.example.com", not undefined',
    ],
    [{ bundleDependencies: ['ky'] }, 'bundleDependencies is ["ky"], not undefined'],
    [{ description: undefined }, 'has no description'],
    [{ scripts: { postinstall: 'node dist/main.js' } }, 'has the script postinstall; a published package has none'],
    [
      { devDependencies: { '@everbearer/testing': 'workspace:^' } },
      'devDependencies: @everbearer/testing is workspace:^, which only the workspace knows',
    ],
    [{ devDependencies: { vitest: 'catalog:' } }, 'devDependencies: vitest is catalog:, which only the workspace knows'],
  ])('judge the fields of a package.json: %j', (manifest, fault) => {
    expect(faultsWith({ manifest })).toEqual([`@everbearer/ky: ${fault}`])
  })

  it.each<[Changes, string]>([
    [{ manifest: { dependencies: { '@everbearer/core': '^0.0.1' } } }, '@everbearer/core ^0.0.1 is not ^0.1.0, of the same release'],
    [{ manifest: { dependencies: { '@everbearer/core': '*' } } }, '@everbearer/core * is not ^0.1.0, of the same release'],
    [{ tested: { ky: '3.0.0' } }, 'ky ^2.0.0 leaves out 3.0.0, which the tests run with'],
    [{ manifest: { peerDependencies: { ky: '^1.0.0' } } }, 'ky ^1.0.0 leaves out 2.1.0, which the tests run with'],
    [{ tested: {} }, 'ky ^2.0.0 is tested with no version'],
    [{ manifest: { peerDependencies: { ky: 'npm:ky@2' } } }, 'ky npm:ky@2 is no range of versions'],
  ])('judge ranges: %j', (changes, fault) => {
    expect(faultsWith(changes)).toEqual([`@everbearer/ky: ${fault}`])
  })

  it.each<[string, Record<string, string>, string]>([
    ['no map', { 'dist/index.js': 'export {}' }, 'dist/index.js has no source map in the tarball'],
    ['a map elsewhere', { 'dist/index.js': '//# sourceMappingURL=maps/index.js.map' }, 'dist/index.js has no source map in the tarball'],
    [
      'a lost source',
      { 'dist/index.js.map': '{"sources":["../../src/index.ts"]}' },
      'dist/index.js.map leads to ../../src/index.ts, which is not in the tarball',
    ],
    [
      'a root elsewhere',
      { 'dist/index.js.map': '{"sourceRoot":"lib","sources":["../src/index.ts"]}' },
      'dist/index.js.map leads to ../src/index.ts, which is not in the tarball',
    ],
    [
      'a source without its text',
      { 'dist/index.js.map': '{"sources":["a.ts","b.ts"],"sourcesContent":["",null]}' },
      'dist/index.js.map leads to b.ts, which is not in the tarball',
    ],
  ])('follow source maps: %s', (_, files, fault) => {
    expect(faultsWith({ files })).toEqual([`@everbearer/ky: ${fault}`])
  })
})
