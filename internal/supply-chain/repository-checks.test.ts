import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { directions } from '../repository/directions.ts'
import { readText, root } from '../repository/repository.ts'
import { runProcess } from '../tools/run-process.ts'
import { binaryFiles, type CheckedManifest, manifestProblems, unpinnedPackages } from './repository-checks.ts'

async function trackedPaths(): Promise<string[]> {
  const { code, stdout, output } = await runProcess('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  if (code !== 0) throw new Error(output)
  return stdout.split('\0').filter(Boolean)
}

const paths = await trackedPaths()
const lockfiles = paths.filter((path) => path.endsWith('pnpm-lock.yaml'))
const folders = Object.keys(directions).map((name) => `packages/${name}`)

describe('the repository', () => {
  it('has no file that a review cannot read', async () => {
    const read = async (path: string): Promise<Uint8Array> => readFile(join(root, path)).catch(() => new Uint8Array())
    const files = await Promise.all(paths.map(async (path) => ({ path, bytes: await read(path) })))
    expect(files.length).toBeGreaterThan(1000)
    expect(binaryFiles(files)).toEqual([])
  })

  it.each(lockfiles)('has a digest for each package of %s', async (path) => {
    expect(unpinnedPackages(await readText(path))).toEqual([])
  })

  it('has a lockfile beside each workspace', () => {
    const workspaces = paths.filter((path) => path.endsWith('pnpm-workspace.yaml'))
    expect(lockfiles).toEqual(expect.arrayContaining(workspaces.map((path) => path.replace('pnpm-workspace.yaml', 'pnpm-lock.yaml'))))
    expect(paths.filter((path) => /(?:^|\/)(?:package-lock\.json|yarn\.lock)$/.test(path))).toEqual([])
  })

  it('says how to report a vulnerability in private', async () => {
    const policy = await readText('SECURITY.md')
    expect(policy).toContain('Report a vulnerability')
    expect(policy).toContain('Supported versions')
  })

  it('has the licence that its packages name', async () => {
    expect(await readText('LICENSE')).toMatch(/^MIT License\n/)
  })

  it('publishes with a statement of where a package comes from, and without a secret of npm', async () => {
    const workflow = await readText('.github/workflows/release.yml')
    expect(workflow).toContain("PNPM_CONFIG_PROVENANCE: 'true'")
    expect(workflow).not.toContain('NPM_TOKEN')
  })

  it.each(folders)('has no script for the machine of a user, and a licence, in %s', async (folder) => {
    const manifest = JSON.parse(await readText(`${folder}/package.json`)) as CheckedManifest
    expect(manifestProblems(folder, manifest)).toEqual([])
  })
})

describe('the checks of the repository', () => {
  it('find a file with a zero byte', () => {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
    expect(
      binaryFiles([
        { path: 'a.ts', bytes: bytes('text') },
        { path: 'a.wasm', bytes: bytes('\0asm') },
      ]),
    ).toEqual(['a.wasm'])
  })

  const entry = (resolution: string): string => `lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {${resolution}}\n`

  it.each([
    ['no digest', 'type: directory'],
    ['a weak digest', 'integrity: sha1-abc='],
    ['an address', 'integrity: sha512-abc=, tarball: https://example.com/a.tgz'],
  ])('find a package with %s in a lockfile, also behind the document of pnpm', (_, resolution) => {
    expect(unpinnedPackages(entry(resolution))).toEqual(['a@1.0.0'])
    expect(unpinnedPackages(`${entry('integrity: sha512-abc=')}---\n${entry(resolution)}`)).toEqual(['a@1.0.0'])
    expect(unpinnedPackages(entry('integrity: sha512-abc='))).toEqual([])
  })

  const sound: CheckedManifest = {
    license: 'MIT',
    repository: { url: 'git+https://github.com/everbearer/everbearer.git', directory: 'packages/core' },
    files: ['dist'],
    dependencies: { '@everbearer/core': 'workspace:^', 'p-retry': '^9.0.0' },
  }

  it.each<[string, CheckedManifest]>([
    ['another licence', { ...sound, license: 'UNLICENSED' }],
    ['a script for the machine of a user', { ...sound, scripts: { postinstall: 'node install.js' } }],
    ['another repository', { ...sound, repository: { ...sound.repository, url: 'git+https://github.com/other/other.git' } }],
    ['another folder', { ...sound, repository: { ...sound.repository, directory: 'packages/other' } }],
    ['a dependency from git', { ...sound, dependencies: { 'p-retry': 'github:other/p-retry' } }],
    ['a dependency by address', { ...sound, dependencies: { 'p-retry': 'https://example.com/p-retry.tgz' } }],
    ['a dependency of any version', { ...sound, dependencies: { 'p-retry': '*' } }],
  ])('object to %s in a manifest', (_, manifest) => {
    expect(manifestProblems('packages/core', sound)).toEqual([])
    expect(manifestProblems('packages/core', manifest)).toHaveLength(1)
  })
})
