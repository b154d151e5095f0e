import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readEntries } from '../api-reports/entries.ts'
import { exportsIn } from '../api-reports/report.ts'
import { comingClients } from '../clients-to-come/clients.ts'
import { oldestVersion, testedVersion } from '../keycloak/server/version.ts'
import { targets } from '../runtimes/targets.ts'
import { readManifest, readText, root } from './repository.ts'
import { tableRows } from './table-rows.ts'

const page = await readText('docs/reference/stability.md')

function versionIn(alias: string | undefined): string {
  if (alias === undefined) throw new Error('the manifest has no such alias')
  return alias.replace(/^npm:.*@/, '')
}

/** A version and the day on which it came out. */
function dated(version: string): RegExp {
  return new RegExp(String.raw`(?:^| )${version.replaceAll('.', String.raw`\.`)} of \d{4}-\d\d-\d\d`)
}

describe('the page of promises', () => {
  it('names each entry with what its docstrings say, and its report', async () => {
    const rows = (await readEntries()).map(async ({ specifier, report }) => {
      const found = exportsIn(await readText(report))
      const kinds = new Set(found.map(({ stability }) => stability))
      // An entry of both kinds would need a list of names.
      expect([...kinds], specifier).toHaveLength(1)
      return [specifier, [...kinds][0], report.replace(/^.*\/(.*)\.txt$/, '$1')]
    })
    expect(tableRows(page, '## Exports')).toEqual(await Promise.all(rows))
  })

  it('names each runtime of the suite', () => {
    const named = tableRows(page, '## Runtimes').map(([name]) => name)
    expect(new Set(named)).toEqual(new Set(targets.map(({ runtime }) => runtime)))
  })

  it('names the versions of runtimes that the tests install', async () => {
    const rows = new Map(tableRows(page, '## Runtimes').map(([name = '', supported, tested]) => [name, { supported, tested }]))
    const binaries = await readManifest('internal/runtimes/binaries/package.json')
    const optional = binaries.optionalDependencies
    const node = (name: string): string => versionIn(optional?.[`${name}-linux-x64`])
    expect(rows.get('Node 22')?.tested).toBe(`${node('node-oldest')} and ${node('node-22')}`)
    expect(rows.get('Node 26')?.tested).toBe(node('node-26'))
    expect(rows.get('Node 24')?.tested).toBe(`the newest ${(await readText('.node-version')).trim()}`)
    for (const [name, program] of [
      ['Bun', 'bun'],
      ['Deno', 'deno'],
      ['workerd', 'workerd'],
    ] as const)
      expect(rows.get(name)?.tested).toMatch(dated(binaries.dependencies?.[program] ?? ''))
    const { dependencies } = await readManifest('internal/runtimes/package.json')
    expect(rows.get('React Native')?.tested).toMatch(dated(dependencies?.['hermes-compiler'] ?? ''))
    expect(rows.get('workerd')?.supported).toContain(
      /compatibilityDate = "([\d-]+)"/.exec(await readText('internal/runtimes/workerd.ts'))?.[1],
    )
  })

  it('promises the Node that the manifests ask for', async () => {
    const { engines } = JSON.parse(await readText('packages/core/package.json')) as { readonly engines: { readonly node: string } }
    const [, supported] = tableRows(page, '## Runtimes').find(([name]) => name === 'Node 22') ?? []
    expect(`>=${supported?.replace(' and up', '')}`).toBe(engines.node)
  })

  it('promises the clients that the manifests ask for, and names the versions that tests run on', async () => {
    const rows = tableRows(page, '## Clients').filter(([name]) => name !== 'Keycloak')
    expect(rows.map(([name]) => name)).toEqual(comingClients.map(({ name }) => name))
    const { dependencies: aliases = {} } = await readManifest('internal/runtimes/package.json')
    for (const { name, adapter } of comingClients) {
      const [, promised, oldest, newest] = rows.find(([client]) => client === name)!
      const { peerDependencies } = await readManifest(`packages/${adapter}/package.json`)
      expect(promised).toBe(peerDependencies?.[name] ?? 'any version')
      expect(newest).toMatch(dated(await installedVersion(name, adapter)))
      const aliased = Object.entries(aliases).filter(([alias]) => alias.startsWith(`${name}-`))
      for (const [alias, version] of aliased) expect(alias.endsWith('-oldest') ? oldest : newest).toMatch(dated(versionIn(version)))
    }
  })

  it('names the oldest and the usual Keycloak of the tests', () => {
    const [, supported, tested] = tableRows(page, '## Clients').find(([name]) => name === 'Keycloak') ?? []
    expect(supported).toBe(`${oldestVersion} to ${testedVersion}`)
    expect(tested).toMatch(dated(testedVersion))
    expect(tested).toContain(oldestVersion)
  })

  it('has compilers that the tarballs are tried with', async () => {
    const { devDependencies = {} } = await readManifest('internal/repository/consumers/package.json')
    const older = Object.keys(devDependencies).flatMap((name) => /^typescript-(.*)$/.exec(name)?.[1] ?? [])
    const { devDependencies: own } = await readManifest('package.json')
    const newest = own?.['typescript']?.replace(/^\^(\d+).*$/, '$1')
    expect(page).toContain(`compiled with ${older.join(', ')} and ${newest}.`)
  })
})

/** The version that the lockfile has for an adapter. */
async function installedVersion(client: string, adapter: string): Promise<string> {
  const path = [`packages/${adapter}/node_modules`, 'node_modules']
    .map((folder) => `${folder}/${client}/package.json`)
    .find((candidate) => existsSync(join(root, candidate)))
  if (path === undefined) throw new Error(`${client} is not installed`)
  return (await readManifest(path)).version
}

describe('the rows of a table', () => {
  const markdown = '# Page\n\n## One\n\n| a | b |\n|---|---|\n| [x](y.md) | `^1 \\|\\| ^2` |\n\n### More\n\n| c |\n|---|\n| 3 |\n'

  it('are those below a heading, up to the next, as text', () => {
    expect(tableRows(markdown, '## One')).toEqual([['x', '^1 || ^2']])
    expect(tableRows(markdown, '### More')).toEqual([['3']])
  })

  it('need a heading', () => {
    expect(() => tableRows(markdown, '## Two')).toThrow('there is no heading "## Two"')
  })
})
