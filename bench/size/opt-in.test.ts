import { describe, expect, it } from 'vitest'
import { bundle } from './bundle.ts'
import { clients } from './imports.ts'
import { moduleName } from './modules.ts'
import { optIns } from './opt-ins.ts'
import { purposes } from './purposes.ts'

async function modulesOf(name: string, exports: string): Promise<string[]> {
  const { modules } = await bundle(`export { ${exports} } from '@everbearer/${name}'`, clients)
  return [...modules].filter(([, code]) => code !== '').map(([id]) => moduleName(id))
}

const optional = new Set(optIns.flatMap(({ modules }) => modules))

describe.each(['axios', 'fetch', 'ky', 'ofetch'])('an import of %s', (adapter) => {
  it('has no module of what it did not ask for', async () => {
    const modules = await modulesOf(adapter, 'withBearer, createCoordinator')
    expect(modules).toContain('session')
    expect(modules.filter((module) => optional.has(module))).toEqual([])
  })
})

describe('an import', () => {
  it.each(optIns)('of $name brings its modules along', async ({ name, modules }) => {
    expect(await modulesOf('core', `createCoordinator, ${name}`)).toEqual(expect.arrayContaining([...modules]))
  })

  it('of fetch has no module without a purpose, and no purpose names another module', async () => {
    const listed = purposes.flatMap(({ modules }) => modules)
    expect(listed.toSorted()).toEqual((await modulesOf('fetch', 'withBearer, createCoordinator')).toSorted())
  })
})
