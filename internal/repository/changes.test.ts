import { describe, expect, it } from 'vitest'
import { firstExports, firstLiterals, firstMembers } from './first-surface.ts'
import { readText } from './repository.ts'
import { typeCheck } from './type-check.ts'

const core = '@everbearer/core'
const adapters = '@everbearer/core/adapter'
const page = await readText('docs/guide/changes.md')

/** The cells of a section's tables, each with the code in it. */
function rowsOf(heading: string): { readonly old: string[]; readonly now: string[] }[] {
  const [, section = ''] = page.split(`\n### ${heading}\n`)
  const [text = ''] = section.split('\n### ', 1)
  const rows = Array.from(text.matchAll(/^\| (?!---)(.+) \|$/gm), ([, cells = '']) => cells.split(/(?<!\\) \| /))
  const codes = (cell = ''): string[] => Array.from(cell.matchAll(/`([^`]+)`/g), ([, code = '']) => code)
  return rows.slice(1).map((cells) => ({ old: codes(cells[0]), now: codes(cells[1]) }))
}

/** The keys of the modules that do not compile. */
async function failing(modules: Readonly<Record<string, string>>): Promise<string[]> {
  const snippets = Object.entries(modules).map(([file, code]) => ({ file, line: 1, code }))
  const errors = await typeCheck(snippets)
  return snippets.filter((snippet) => errors.get(snippet)?.length).map(({ file }) => file)
}

const isName = (code: string): boolean => /^[A-Za-z]\w*$/.test(code)
const names = rowsOf('Names')
const options = rowsOf('Options and values')
const ofAdapters = rowsOf('Adapters of your own')
const exportOf = (from: string, name: string): string => `export type { ${name} } from '${from}'`
const optionsWith = (option: string): string => `
  import { type CoordinatorOptions, defineStore, refreshTimer, type StoreDefinition } from '${core}'
  declare const load: StoreDefinition['load']
  declare const save: StoreDefinition['save']
  export const options: CoordinatorOptions = { source: async () => ({ access_token: 'from somewhere' }), origins: 'any', ${option} }`

describe('the page of changes', () => {
  it('names each export of c1fe46a that is gone, and no other', async () => {
    const modules = Object.entries(firstExports).flatMap(([from, exported]) =>
      exported.map((name) => [`${from} ${name}`, exportOf(from, name)] as const),
    )
    const gone = await failing(Object.fromEntries(modules))
    const listed = [...names, ...ofAdapters].flatMap(({ old }) => old).filter((code) => firstExports[core]?.includes(code))
    const ofTypes = new Set(['Authorization', 'Transport']) // named again, by rows of their members
    expect([...new Set(listed)].map((name) => `${core} ${name}`).toSorted()).toEqual(gone.toSorted())
    expect(listed.filter((name, index) => listed.indexOf(name) !== index && !ofTypes.has(name))).toEqual([])
  })

  it('names each member of a type that is gone', async () => {
    const modules = Object.entries(firstMembers).flatMap(([from, types]) =>
      Object.entries(types).flatMap(([type, members]) =>
        members.map((member) => {
          const parameters = type === 'Transport' ? '<any, any>' : ''
          const code = `import type { ${type} } from '${from}'\nexport type Member = ${type}${parameters}['${member}']`
          return [`${type}.${member}`, code] as const
        }),
      ),
    )
    const gone = await failing(Object.fromEntries(modules))
    const listed = ofAdapters.flatMap(({ old }) => {
      const type = old.find((code) => code === 'Authorization' || code === 'Transport')
      const members = old.flatMap((code) => (code.startsWith('auth.') ? [`Coordinator.${code.slice(5)}`] : []))
      return type !== undefined && !old.includes('BodyStream')
        ? old.filter((code) => code !== type).map((code) => `${type}.${code}`)
        : members
    })
    // The value of an authorization is there, but is no header any more.
    expect(listed.toSorted()).toEqual([...gone, 'Authorization.value'].toSorted())
  })

  it('names each literal that is gone', async () => {
    const modules = Object.entries(firstLiterals).flatMap(([type, literals]) =>
      literals.map((literal) => {
        const code = `import type { ${type} } from '${core}'\nexport const value: ${type} = '${literal}'`
        return [`'${literal}'`, code] as const
      }),
    )
    const listed = options.flatMap(({ old }) => old).filter((code) => code.startsWith("'"))
    expect(listed.toSorted()).toEqual((await failing(Object.fromEntries(modules))).toSorted())
  })

  it('gives new names that are exported', async () => {
    const modules = [
      ...names.flatMap(({ now }) => now.map((code) => [core, code.replace('<Account>', '')] as const)),
      ...ofAdapters.flatMap(({ old, now }) =>
        (isName(old[0] ?? '') && old.length === 1 ? now : []).map((code) => [adapters, code] as const),
      ),
    ].filter(([, code]) => isName(code))
    expect(modules.length).toBeGreaterThan(10)
    const wrong = await failing(Object.fromEntries(modules.map(([from, name]) => [name, exportOf(from, name)])))
    expect(wrong).toEqual(['Bearer', 'session', 'unread'])
    expect(await failing({ Bearer: exportOf(adapters, 'Bearer') })).toEqual([])
  })

  it('gives options that compile in the place of options that do not', async () => {
    const changed = options.filter(({ old }) => /^\w+: /.test(old[0] ?? ''))
    const old = changed.map(({ old: [option = ''] }) => option)
    const now = changed.flatMap(({ now: [option] }) => (option === undefined ? [] : [option]))
    expect(await failing(Object.fromEntries(old.map((option) => [option, optionsWith(option)])))).toEqual(old)
    expect(await failing(Object.fromEntries(now.map((option) => [option, optionsWith(option)])))).toEqual([])
    expect(now).toHaveLength(old.length - 1)
  })
})
