import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundle } from './bundle.ts'

/** What nobody ships who does not import it: a name of the first door, and the modules that come with it. */
const optIns: readonly { readonly name: string; readonly modules: readonly string[] }[] = [
  {
    name: 'defineStore',
    modules: ['define-store.ts', 'resilient-store.ts', 'subscribe-to.ts', 'pending-write.ts', 'read-stored-token.ts'],
  },
  {
    name: 'memoryStore',
    modules: ['define-store.ts', 'resilient-store.ts', 'subscribe-to.ts', 'pending-write.ts', 'read-stored-token.ts'],
  },
  { name: 'refreshTimer', modules: ['refresh-timer.ts'] },
  { name: 'logEvents', modules: ['log-events.ts', 'event-lines.ts', 'ignored-line.ts', 'repeated-lines.ts', 'near-match.ts'] },
  { name: 'sessionEndpoint', modules: ['session-endpoint.ts', 'is-signed-out.ts'] },
  { name: 'camelCase', modules: ['camel-case.ts'] },
  { name: 'shareRefreshToken', modules: ['shared-refresh-token.ts'] },
  { name: 'createCoordinatorPool', modules: ['coordinator-pool.ts'] },
]

async function modulesOf(name: string, exports: string): Promise<string[]> {
  const { modules } = await bundle(`export { ${exports} } from '@everbearer/${name}'`, ['axios', 'ky', 'ofetch'])
  return [...modules].filter(([, code]) => code !== '').map(([id]) => basename(id))
}

const optional = new Set(optIns.flatMap(({ modules }) => modules))

describe.each(['axios', 'fetch', 'ky', 'ofetch'])('an import of %s', (adapter) => {
  it('has no module of what it did not ask for', async () => {
    const modules = await modulesOf(adapter, 'withBearer, createCoordinator')
    expect(modules).toContain('session.ts')
    expect(modules.filter((module) => optional.has(module))).toEqual([])
  })
})

describe('an import', () => {
  it.each(optIns)('of $name brings its modules along', async ({ name, modules }) => {
    expect(await modulesOf('core', `createCoordinator, ${name}`)).toEqual(expect.arrayContaining([...modules]))
  })
})
