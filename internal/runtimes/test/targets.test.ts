import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tableTargets } from '../targets.ts'
import { clientNames, clientOf, runtimeLabel, runtimes } from '../table/headings.ts'

const runtimesFolder = join(import.meta.dirname, '..')
const packages = join(runtimesFolder, '..', '..', 'packages')

interface Manifest {
  readonly version: string
  readonly peerDependencies: Readonly<Record<string, string>>
}

describe('the targets', () => {
  it('have names of their own', () => {
    const ids = tableTargets.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('have a place in the table', () => {
    expect(tableTargets.filter((target) => !clientNames.includes(clientOf(target)))).toEqual([])
    expect(tableTargets.filter((target) => !runtimes.includes(runtimeLabel(target, false)))).toEqual([])
  })

  it.each(['axios', 'ky', 'ofetch'])('begin where the peer range of %s begins', async (client) => {
    const { peerDependencies } = JSON.parse(await readFile(join(packages, client, 'package.json'), 'utf8')) as Manifest
    const lowest = peerDependencies[client]?.split('||').map((range) => range.trim().replace('^', ''))
    expect(await versionsOf(client)).toEqual(expect.arrayContaining(lowest ?? ['none']))
  })
})

/** As they are installed: the one in use, and those behind aliases. */
async function versionsOf(client: string): Promise<string[]> {
  const aliases = tableTargets.flatMap((target) => (target.client === client && target.version ? [target.version] : []))
  for (const { alias, label } of aliases) expect(await versionIn(runtimesFolder, alias)).toBe(label)
  return [await versionIn(join(packages, client), client), ...aliases.map(({ label }) => label)]
}

async function versionIn(folder: string, dependency: string): Promise<string> {
  return (JSON.parse(await readFile(join(folder, 'node_modules', dependency, 'package.json'), 'utf8')) as Manifest).version
}
