import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tableColumns } from '../columns.ts'
import { clientNames, clientOf, runtimeLabel, runtimes } from '../table/headings.ts'

const runtimesFolder = join(import.meta.dirname, '..')
const packages = join(runtimesFolder, '..', '..', 'packages')

interface Manifest {
  readonly version: string
  readonly peerDependencies: Readonly<Record<string, string>>
}

describe('the columns', () => {
  it('have names of their own', () => {
    const ids = tableColumns.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('have a place in the table', () => {
    expect(tableColumns.filter((column) => !clientNames.includes(clientOf(column)))).toEqual([])
    expect(tableColumns.filter((column) => !runtimes.includes(runtimeLabel(column, false)))).toEqual([])
  })

  it.each(['axios', 'ky', 'ofetch'])('begin where the peer range of %s begins', async (client) => {
    const { peerDependencies } = JSON.parse(await readFile(join(packages, client, 'package.json'), 'utf8')) as Manifest
    const lowest = peerDependencies[client]?.split('||').map((range) => range.trim().replace('^', ''))
    expect(await versionsOf(client)).toEqual(expect.arrayContaining(lowest ?? ['none']))
  })
})

/** As they are installed: the one in use, and those behind aliases. */
async function versionsOf(client: string): Promise<string[]> {
  const aliases = tableColumns.flatMap((column) => (column.client === client && column.version ? [column.version] : []))
  for (const { alias, label } of aliases) expect(await versionIn(runtimesFolder, alias)).toBe(label)
  return [await versionIn(join(packages, client), client), ...aliases.map(({ label }) => label)]
}

async function versionIn(folder: string, dependency: string): Promise<string> {
  return (JSON.parse(await readFile(join(folder, 'node_modules', dependency, 'package.json'), 'utf8')) as Manifest).version
}
