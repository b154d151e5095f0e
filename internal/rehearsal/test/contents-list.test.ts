import { describe, expect, it } from 'vitest'
import { contentsDifferences, renderContents } from '../contents-list.ts'
import { packageWith, soundCore } from './sound-package.ts'

const published = packageWith({ files: { 'README.md': 'a'.repeat(100_000) } })
const list = renderContents([published])

/** The package with a page of another size, bytes. */
const withPage = (length: number): typeof published => packageWith({ files: { 'README.md': 'a'.repeat(length) } })

describe('the list of what tarballs hold', () => {
  it('has a line for each entry and command, and one for files that differ in their endings', () => {
    expect(list).toMatchInlineSnapshot(`
      "@everbearer/ky: 101 kB
        entry . (types, default)
        entry ./package.json
        command ky
        CHANGELOG.md
        LICENSE
        README.md
        dist/index.{d.ts,d.ts.map,js,js.map}
        dist/main.{d.ts,d.ts.map,js,js.map}
        package.json
        src/index.ts
        src/main.ts
      "
    `)
  })

  it('is the same for the same packages, in any order', () => {
    expect(renderContents([published, soundCore])).toBe(renderContents([soundCore, published]))
    expect(contentsDifferences(renderContents([published, soundCore]), [soundCore, published])).toEqual([])
  })

  it.each([91_000, 109_000])('takes a size within a tenth for the same: %i bytes', (bytes) => {
    expect(contentsDifferences(list, [withPage(bytes)])).toEqual([])
    expect(renderContents([withPage(bytes)], list)).toBe(list)
  })

  it.each([
    [89_000, '90 kB unpacked, and 101 kB in the list'],
    [115_000, '116 kB unpacked, and 101 kB in the list'],
  ])('does not take a size beyond a tenth for the same: %i bytes', (bytes, text) => {
    expect(contentsDifferences(list, [withPage(bytes)])).toEqual([`@everbearer/ky: ${text}`])
    expect(renderContents([withPage(bytes)], list)).not.toBe(list)
  })

  it('names what is gone and what is new', () => {
    const changed = packageWith({
      manifest: { exports: { '.': { default: './dist/index.js' }, './adapter': './dist/main.js' }, bin: undefined },
      files: { 'README.md': 'a'.repeat(100_000), 'dist/main.js.map': undefined, 'src/new.ts': '' },
    })
    expect(contentsDifferences(list, [changed])).toEqual([
      '@everbearer/ky: - entry . (types, default)',
      '@everbearer/ky: - entry ./package.json',
      '@everbearer/ky: - command ky',
      '@everbearer/ky: - dist/main.{d.ts,d.ts.map,js,js.map}',
      '@everbearer/ky: + entry . (default)',
      '@everbearer/ky: + entry ./adapter',
      '@everbearer/ky: + dist/main.{d.ts,d.ts.map,js}',
      '@everbearer/ky: + src/new.ts',
    ])
  })

  it('names packages that are on one side alone', () => {
    expect(contentsDifferences(list, [soundCore])).toEqual(['@everbearer/ky: was not published', '@everbearer/core: is not in the list'])
  })
})
