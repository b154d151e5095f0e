import { describe, expect, it } from 'vitest'
import { ascentsOf, directions, privatePackages, sourcesOf, violationsOf } from './directions.ts'
import { filesMatching, readManifest, readText } from './repository.ts'

const publicPackages = Object.keys(directions)

describe('the direction of imports', () => {
  it('is laid down for every package', async () => {
    const manifests = await filesMatching('packages/*/package.json', 'internal/testbed/package.json')
    const sources = manifests.map((path) => path.replace('package.json', 'src'))
    expect(sources.toSorted()).toEqual([...publicPackages, ...privatePackages].map(sourcesOf).toSorted())
  })

  it.each([...publicPackages, ...privatePackages])('is kept by %s', async (name) => {
    const files = await filesMatching(`${sourcesOf(name)}/**/*.{ts,mts,cts,tsx}`)
    expect(files).not.toEqual([])
    const violations = await Promise.all(files.map(async (file) => violationsOf(name, file, await readText(file))))
    expect(violations.flat()).toEqual([])
  })

  it.each(publicPackages)('is what the manifest of %s depends on', async (name) => {
    const manifest = await readManifest(`packages/${name}/package.json`)
    const { dependencies, peerDependencies, optionalDependencies } = manifest
    const dependsOn = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })
    expect(dependsOn.toSorted()).toEqual(directions[name]?.toSorted())
  })

  it('leaves the HTTP client to the user of its adapter', async () => {
    const { dependencies, peerDependencies } = await readManifest('packages/axios/package.json')
    expect(Object.keys({ ...peerDependencies })).toEqual(['axios'])
    expect(Object.keys({ ...dependencies })).not.toContain('axios')
  })
})

describe('the folders of core', () => {
  it('import from below alone', async () => {
    const files = await filesMatching('packages/core/src/**/*.ts')
    const ascents = await Promise.all(files.map(async (file) => ascentsOf(file.replace('packages/core/src/', ''), await readText(file))))
    expect(ascents.flat()).toEqual([])
  })

  it.each([
    ['lib/sample.ts', '../http/body.ts'],
    ['policy/sample.ts', '../session/session.ts'],
    ['session/sample.ts', '../coordinator.ts'],
    ['session/sample.ts', '../adapter/headers.ts'],
    ['adapter/sample.ts', '../coordinator.ts'],
    ['adapter/sample.ts', '../index.ts'],
  ])('let %s not import %s', (file, imported) => {
    expect(ascentsOf(file, `\nexport * from '${imported}'`)).toEqual([`${file}:2 imports ${imported}`])
  })

  it.each([
    ['index.ts', './adapter/headers.ts'],
    ['coordinator.ts', './adapter/headers.ts'],
    ['adapter/sample.ts', '../session/session.ts'],
    ['session/sample.ts', './session.ts'],
    ['policy/sample.ts', '../lib/errors.ts'],
    ['policy/sample.ts', 'p-retry'],
  ])('let %s import %s', (file, imported) => {
    expect(ascentsOf(file, `export * from '${imported}'`)).toEqual([])
  })
})

describe('the check of imports', () => {
  it.each([
    ['fetch', `import { withBearer } from '@everbearer/axios'`, '@everbearer/axios'],
    ['core', `import type { Source } from '@everbearer/oauth2'`, '@everbearer/oauth2'],
    ['core', `export * from '@everbearer/fetch'`, '@everbearer/fetch'],
    ['core', `export { type Bearer } from '@everbearer/fetch'`, '@everbearer/fetch'],
    ['core', `export type Client = import('axios').AxiosInstance`, 'axios'],
    ['core', `import retry = require('retry')`, 'retry'],
    ['core', `const { readFile } = await import('node:fs/promises')`, 'node:fs/promises'],
    ['oauth2', `import { createHash } from 'crypto'`, 'crypto'],
    ['file', `import { open } from 'fs/promises'`, 'fs/promises'],
    ['file', `import lockfile from 'proper-lockfile'`, 'proper-lockfile'],
    ['axios', `import 'axios-retry'`, 'axios-retry'],
    ['axios', `import { drain } from '../../../core/src/drain.ts'`, '../../../core/src/drain.ts'],
    ['testbed', `import { createCoordinator } from '@everbearer/core'`, '@everbearer/core'],
    ['testing', `import { withBearer } from '@everbearer/ky'`, '@everbearer/ky'],
    ['testing', `import { createServer } from 'node:http'`, 'node:http'],
    ['testing', `import { http } from 'msw'`, 'msw'],
    ['testing', `import { Provider } from 'oidc-provider'`, 'oidc-provider'],
    ['fetch', `const load = (name: string) => import(name)`, 'a computed specifier'],
  ])('objects in %s to: %s', (name, source, imported) => {
    const file = `${sourcesOf(name)}/deep/sample.ts`
    expect(violationsOf(name, file, `\n${source}`)).toEqual([`${file}:2 imports ${imported}`])
  })

  it.each([
    ['core', `import retry from 'p-retry'`],
    ['core', `import { drain } from '../drain.ts'`],
    ['oauth2', `import * as oauth from 'oauth4webapi'`],
    ['file', `import { open } from 'node:fs/promises'`],
    ['axios', `import axios, { type AxiosInstance } from 'axios/index.js'`],
    ['fetch', `export type { Coordinator } from '@everbearer/core'`],
    ['testbed', `import { createServer } from 'node:http'`],
    ['testbed', `export * from '@everbearer/testing/server'`],
    ['testing', `import { clientCredentials } from '@everbearer/oauth2'`],
    ['core', `// import 'axios'\nexport const text = "import 'axios'"`],
  ])('accepts in %s: %s', (name, source) => {
    expect(violationsOf(name, `${sourcesOf(name)}/deep/sample.ts`, source)).toEqual([])
  })
})

describe('the doors of core', () => {
  it.each(['packages/core/src/*.ts', 'packages/core/src/adapter/*.ts'])('have no file of more than 180 lines: %s', async (pattern) => {
    expect(await longerThan(180, pattern)).toEqual({})
  })
})

describe('the source of an adapter', () => {
  it.each(['axios', 'fetch', 'ky', 'ofetch'])('has no long file in %s, for an adapter only translates', async (name) => {
    expect(await longerThan(120, `packages/${name}/src/**/*.ts`)).toEqual({})
  })
})

async function longerThan(most: number, pattern: string): Promise<Record<string, number>> {
  const files = await filesMatching(pattern)
  expect(files).not.toEqual([])
  const lines = await Promise.all(files.map(async (file) => [file, (await readText(file)).trimEnd().split('\n').length] as const))
  return Object.fromEntries(lines.filter(([, length]) => length > most))
}
