import { startTestbed, type Testbed } from '@everbearer/testbed'
import { beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { findOldestNode } from '../../runtimes/binaries.ts'
import type { Consumer } from '../consumer.ts'
import { readManifestExample } from '../examples.ts'
import { commonJsModes, emittingMode, esModes, rejectingModes } from './modes.ts'
import { createProject, linkJest, type Project } from './projects.ts'

type Skip = TestContext['skip']

/**
 * Declares tests with what users have: compilers, CommonJS, the oldest Node, Jest.
 *
 * @param installed - gives a project that has the tarballs; undefined where there is no package registry
 */
export function describeConsumers(installed: () => Consumer | undefined): void {
  let projects: Readonly<Record<'commonJs' | 'esModules', Project>> | undefined

  beforeAll(async () => {
    const consumer = installed()
    if (consumer === undefined) return
    await linkJest(consumer)
    projects = { commonJs: await createProject(consumer, 'commonjs'), esModules: await createProject(consumer, 'module') }
    const compiled = await Promise.all(Object.values(projects).map((each) => each.compile(emittingMode, 'clients.ts')))
    for (const { code, output } of compiled) expect(code, output).toBe(0)
  })

  function project(name: 'commonJs' | 'esModules', skip: Skip): Project {
    return projects?.[name] ?? skip('the package registry cannot be reached')
  }

  describe.concurrent('TypeScript', () => {
    it.for(esModes)('takes every option in ES modules: $name', async (mode, { skip }) => {
      const { code, output } = await project('esModules', skip).check(mode, 'clients.ts', 'options.ts', 'source-options.ts')
      expect(code, output).toBe(0)
    })

    it.for(commonJsModes)('takes every option in CommonJS: $name', async (mode, { skip }) => {
      const { code, output } = await project('commonJs', skip).check(mode, 'clients.ts', 'options.ts', 'source-options.ts')
      expect(code, output).toBe(0)
    })

    it.for(rejectingModes)('refuses require() in CommonJS, and takes import(): $name', async (mode, { skip }) => {
      const commonJs = project('commonJs', skip)
      const refused = await commonJs.check(mode, 'clients.ts')
      expect(new Set(refused.output.match(/error TS\d+/g)), refused.output).toEqual(new Set(['error TS1479']))
      const { code, output } = await commonJs.check(mode, 'dynamic.ts')
      expect(code, output).toBe(0)
    })
  })

  it.for([
    { name: 'this Node', find: () => process.execPath },
    { name: 'the oldest Node', find: findOldestNode },
  ])('a CommonJS program gets every package by require(): $name', async ({ name, find }, { skip }) => {
    const node = find() ?? missing(name, skip)
    const commonJs = project('commonJs', skip)
    await using testbed = await startTestbed()
    const { code, output, stdout } = await commonJs.run('require.cjs', { node, env: environment(testbed) })
    expect(code, output).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ served: expect.objectContaining({ length: 10 }) as unknown, ownErrors: [true, true, true] })
    expect(testbed.requests.filter(({ status }) => status === 401)).not.toEqual([])
  })

  it.for([
    { name: 'commonJs', example: 'jest-transform' },
    { name: 'commonJs', example: 'jest-modules' },
    { name: 'esModules', example: 'jest-modules' },
  ] as const)('Jest runs $name, set up as docs/guide/commonjs.md has it: $example', async ({ name, example }, { skip }) => {
    const tested = project(name, skip)
    await using testbed = await startTestbed()
    const manifest = await readManifestExample('docs/guide/commonjs.md', example)
    const { code, output } = await tested.runJest(manifest, { env: environment(testbed) })
    expect(code, output).toBe(0)
    expect(output).toContain('2 passed')
  })
}

/** What the programs read. */
function environment(testbed: Testbed): Record<string, string> {
  const { clientId, clientSecret } = testbed.registerClient()
  return { API: testbed.api, TOKEN_ENDPOINT: testbed.tokenEndpoint, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret ?? '' }
}

/** On somebody's own machine a runtime may be missing; in CI it may not. */
function missing(name: string, skip: Skip): never {
  const note = `${name} is not on this machine; \`npm run runtimes\` gets it`
  if (process.env['CI']) throw new Error(note)
  return skip(note)
}
