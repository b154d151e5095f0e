import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { directions } from '../repository/directions.ts'
import { readManifest } from '../repository/repository.ts'
import { readPublished, sbomsFor } from './published.ts'
import { packageOf, writeSboms, type WrittenSbom } from './sboms.ts'

const folders = Object.keys(directions)
let folder: string
let sboms: WrittenSbom[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everbearer-sboms-'))
  sboms = await writeSboms(folder)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const nameOf = (component: string): string => component.replace(/@[^@]*$/, '')

describe('the lists of components', () => {
  it('are one for each published package', async () => {
    const manifests = await Promise.all(folders.map((name) => readManifest(`packages/${name}/package.json`)))
    expect(sboms.map((each) => each.package)).toEqual(expect.arrayContaining(manifests.map(({ name, version }) => `${name}@${version}`)))
    expect(sboms).toHaveLength(folders.length)
    expect(sboms.every(({ sbom }) => sbom.bomFormat === 'CycloneDX')).toBe(true)
  })

  it.each(folders)('have what an installation of %s brings, and nothing of its development', async (name) => {
    const manifest = await readManifest(`packages/${name}/package.json`)
    const found = sboms.find((each) => nameOf(each.package) === manifest.name)!
    const components = found.sbom.components.map(({ purl }) => nameOf(packageOf(purl)))
    expect(components).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies ?? {})))
    expect(components).not.toContain('vitest')
    expect(components).not.toContain('@everbearer/testbed')
  })

  it('have a licence for each component', () => {
    const all = sboms.flatMap(({ sbom }) => sbom.components)
    expect(all.filter(({ licenses }) => !Array.isArray(licenses) || licenses.length === 0)).toEqual([])
  })

  it('go to the releases of what was published', () => {
    const published = readPublished(JSON.stringify(sboms.slice(0, 2).map((each) => partsOf(each.package))))
    expect(sbomsFor(published, sboms)).toEqual(sboms.slice(0, 2))
    expect(() => sbomsFor(['other@1.0.0'], sboms)).toThrow('there is no list of components for other@1.0.0')
  })

  it.each([undefined, 'null', '{}', '[{"name":"a"}]', '["a"]'])('do not go anywhere if the action says %s', (text) => {
    expect(() => readPublished(text)).toThrow('PUBLISHED: expected a list of packages with name and version')
  })
})

function partsOf(name: string): { name: string; version: string } {
  return { name: nameOf(name), version: name.slice(nameOf(name).length + 1) }
}
