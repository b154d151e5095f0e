import { startTestbed, type Testbed } from '@everbearer/testbed'
import { beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { findOldestNode } from '../../runtimes/binaries.ts'
import { startProcess } from '../../tools/run-process.ts'
import type { Consumer } from '../consumer.ts'
import { readExample, readManifestExample } from '../examples.ts'
import { commonJsModes, emittingMode, esModes, rejectingModes } from './modes.ts'
import { createProject, linkPackages, type Project, testFrameworks } from './projects.ts'

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
    await linkPackages(consumer, testFrameworks)
    projects = { commonJs: await createProject(consumer, 'commonjs'), esModules: await createProject(consumer, 'module') }
    const compiled = await Promise.all(
      Object.values(projects).flatMap((each) => ['clients.ts', 'kit/situations.ts'].map((program) => each.compile(emittingMode, program))),
    )
    for (const { code, output } of compiled) expect(code, output).toBe(0)
  })

  function project(name: 'commonJs' | 'esModules', skip: Skip): Project {
    return projects?.[name] ?? skip('the package registry cannot be reached')
  }

  describe.concurrent('TypeScript', () => {
    it.for(esModes)('takes every option in ES modules: $name', async (mode, { skip }) => {
      const { code, output } = await project('esModules', skip).check(
        mode,
        'clients.ts',
        'options.ts',
        'call-options.ts',
        'source-options.ts',
      )
      expect(code, output).toBe(0)
    })

    it.for(commonJsModes)('takes every option in CommonJS: $name', async (mode, { skip }) => {
      const { code, output } = await project('commonJs', skip).check(
        mode,
        'clients.ts',
        'options.ts',
        'call-options.ts',
        'source-options.ts',
      )
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

  it('TypeScript reads the declarations of every entry of the kit, beside those of Node and of its optional peers', async ({ skip }) => {
    const consumer = installed() ?? skip('the package registry cannot be reached')
    await linkPackages(consumer, ['@types/node', '@types/oidc-provider'])
    const mode = { ...emittingMode, options: { ...emittingMode.options, types: ['node'] } }
    const { code, output } = await project('esModules', skip).check(mode, 'kit/suites.ts')
    expect(code, output).toBe(0)
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
    const { code, output } = await tested.runJest(manifest, 'clients', { env: environment(testbed) })
    expect(code, output).toBe(0)
    expect(output).toContain('2 passed')
  })

  it('the command of the kit names the package that its servers need', async ({ skip }) => {
    const consumer = installed() ?? skip('the package registry cannot be reached')
    const command = 'node_modules/.bin/everbearer-testbed'
    expect(await consumer.run(command, ['--help'])).toMatchObject({ code: 0 })
    const { code, output } = await consumer.run(command, ['--control'])
    expect(output.trim()).toBe('testbed: oidc-provider is missing: run `npm install --save-dev oidc-provider`')
    expect(code).toBe(1)
  })

  it('the command of the kit serves tokens, once the package is there', async ({ skip }) => {
    const consumer = installed() ?? skip('the package registry cannot be reached')
    await linkPackages(consumer, ['oidc-provider'])
    const introduced = Promise.withResolvers<string>()
    const lines: string[] = []
    const command = startProcess(process.execPath, ['node_modules/.bin/everbearer-testbed'], {
      cwd: consumer.folder,
      timeout: 60_000,
      onLine: (line) => void (lines.push(line), line.startsWith('curl') && introduced.resolve(lines.join('\n'))),
    })
    void command.ended.then(({ output }) => introduced.reject(new Error(output)))
    const text = await introduced.promise
    const field = (name: string): string => new RegExp(`^${name} +(.+)$`, 'm').exec(text)?.[1] ?? `no ${name}`
    const credentials = { client_id: field('client id'), client_secret: field('client secret') }
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...credentials })
    const token = (await (await fetch(field('token endpoint'), { method: 'POST', body })).json()) as { access_token: string }
    const { status } = await fetch(`${field('API')}/echo`, { headers: { authorization: `Bearer ${token.access_token}` } })
    expect(status).toBe(200)
    command.kill('SIGTERM')
    expect(await command.ended).toMatchObject({ code: 0 })
  })

  describe('the kit tests an application without a sleep and without a mock', () => {
    it.for(['commonJs', 'esModules'] as const)('in Jest: %s', async (name, { skip }) => {
      const manifest = await readManifestExample('docs/guide/commonjs.md', 'jest-modules')
      const { code, output } = await project(name, skip).runJest(manifest, 'kit')
      expect(code, output).toBe(0)
      expect(output).toContain('5 passed')
    })

    it.for(['commonJs', 'esModules'] as const)('in node:test: %s', async (name, { skip }) => {
      const { code, output } = await project(name, skip).run('--test', { args: ['--test-timeout=2000', 'kit/node-test.js'] })
      expect(code, output).toBe(0)
      expect(output).toContain('pass 5')
    })

    it('in vitest with msw, as docs/guide/testing.md has it', async ({ skip }) => {
      const consumer = installed() ?? skip('the package registry cannot be reached')
      await consumer.write('vitest/orders.test.ts', await readExample('docs/guide/testing.md'))
      const args = ['run', '--root', 'vitest', '--testTimeout=2000']
      const { code, output } = await consumer.run('node_modules/vitest/vitest.mjs', args)
      expect(code, output).toBe(0)
      expect(output).toMatch(/Tests.*4 passed/)
    })
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
