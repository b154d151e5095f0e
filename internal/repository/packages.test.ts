import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MissingPrerequisite, startRedis } from '@everbearer/redis-server'
import { startTestbed } from '@everbearer/testbed'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsumer, RegistryUnreachableError } from './consumer.ts'
import type { Consumer } from './consumer.ts'
import { describeConsumers } from './consumers/describe-consumers.ts'
import { directions, furtherEntries } from './directions.ts'
import { aimAt, aimAtPage, readExample } from './examples.ts'
import { startPageServer } from './page-server.ts'
import { filesMatching } from './repository.ts'
import { runNode } from './run.ts'
import { packAll } from './tarballs.ts'
import type { Tarball } from './tarballs.ts'

let folder: string
let tarballs: Tarball[]

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'everbearer-tarballs-')))
  tarballs = await packAll(folder)
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe.each(Object.keys(directions))('the tarball of %s', (name) => {
  const tarball = () => tarballs.find((candidate) => candidate.name === name) ?? expect.fail(`${name} was not packed`)

  it('holds the sources, what is built from each, and the papers, and nothing else', async () => {
    const sources = await filesMatching(`packages/${name}/src/**/*.ts`)
    const source = sources.map((path) => path.replace(`packages/${name}/`, ''))
    const declarations = await filesMatching(`packages/${name}/src/**/*.d.cts`)
    const built = source.flatMap((path) => {
      const stem = path.replace(/^src(.*)\.ts$/, 'dist$1')
      return [`${stem}.js`, `${stem}.js.map`, `${stem}.d.ts`, `${stem}.d.ts.map`]
    })
    const papers = ['LICENSE', 'README.md', 'package.json']
    // The change log is made by the first release.
    const files = tarball().files.filter((file) => file !== 'CHANGELOG.md')
    const declared = declarations.map((path) => path.replace(`packages/${name}/`, ''))
    expect(files).toEqual([...papers, ...built, ...source, ...declared].toSorted())
  })

  it('points at what is built, and at nothing that only the workspace knows', () => {
    const { manifest } = tarball()
    expect(manifest).toMatchObject({ main: './dist/index.js', types: './dist/index.d.ts' })
    const further = Object.entries(furtherEntries[name] ?? {}).map(
      ([entry, file]) => [entry, { types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` }] as const,
    )
    expect(manifest.exports).toEqual({
      '.': { types: './dist/index.d.ts', ...conditions[name], default: './dist/index.js' },
      ...Object.fromEntries(further),
      './package.json': './package.json',
    })
    expect(JSON.stringify(manifest)).not.toContain('workspace:')
  })

  it('passes publint', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: tarball().bytes.buffer }, strict: true })
    // publint takes a file for `require()` for CommonJS. That of axios is an ES module, as its types say.
    const isAllowed = (code: string): boolean => name === 'axios' && code === 'EXPORTS_TYPES_INVALID_FORMAT'
    const found = messages.filter(({ code }) => !isAllowed(code))
    expect(found.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  it('has types that resolve, says "Are the types wrong?"', async () => {
    const cli = fileURLToPath(new URL('dist/index.js', import.meta.resolve('@arethetypeswrong/cli/package.json')))
    // With `module: node16`, TypeScript refuses `require()` of an ES module. Later modes, and Node, do not.
    const flags = ['--ignore-rules', 'cjs-resolves-to-esm', '--no-definitely-typed', '--no-color', '--format', 'ascii']
    const { code, output } = await runNode(cli, [tarball().path, ...flags])
    expect(code, output).toBe(0)
  })
})

/** Conditions of the first entry that only some packages have. */
const conditions: Readonly<Record<string, object>> = {
  axios: { node: { import: './dist/index.js', default: './dist/require.js' } },
  devtools: { development: './dist/development.js', production: './dist/production.js' },
}

/** Starts a Redis for the example that needs one. */
async function redisFor(readme: string, skip: (reason: string) => never): Promise<AsyncDisposable & { aim(code: string): string }> {
  if (!readme.includes('redis')) return { aim: (code) => code, [Symbol.asyncDispose]: async () => {} }
  try {
    const server = await startRedis({ say: console.log })
    return { aim: (code) => code.replaceAll('redis://redis.example.com', server.url), [Symbol.asyncDispose]: server.stop }
  } catch (error) {
    if (!(error instanceof MissingPrerequisite) || process.env['CI'] !== undefined) throw error
    return skip(error.message)
  }
}

describe('the tarballs, installed by npm into an empty project', () => {
  let consumer: Consumer | undefined
  let offline = false

  beforeAll(async () => {
    try {
      consumer = await createConsumer(tarballs)
    } catch (error) {
      // Skipped on a laptop; in CI, where nobody looks at skipped tests, a failure.
      offline = error instanceof RegistryUnreachableError && process.env['CI'] === undefined
      if (!offline) throw error
    }
  })

  afterAll(() => consumer?.[Symbol.asyncDispose]())

  const readmes = [
    'README.md',
    ...Object.keys(directions)
      .filter((name) => name !== 'everbearer')
      .map((name) => `packages/${name}/README.md`),
  ]

  it.for(readmes)('do what the example of %s says', async (readme, { skip }) => {
    skip(offline, 'the package registry cannot be reached')
    await using testbed = await startTestbed()
    await using redis = await redisFor(readme, skip)
    const client = testbed.registerClient()
    // The types of redis need those of Node: in a folder, the program is run only. `docs.test.ts` checks its types.
    const program = `${readme.includes('redis') ? 'untyped/' : ''}${readme.replaceAll(/\W/g, '-')}.ts`
    await using page = await startPageServer(testbed, client)
    const code = redis.aim(await readExample(readme))
    // Its servers are in the same process.
    const isWhole = readme.includes('testing')
    const isPage = code.includes('https://app.example.com/session/token')
    const aim = isPage ? () => aimAtPage(code, testbed, page.sessionEndpoint) : () => aimAt(code, testbed, client)
    await consumer?.write(program, isWhole ? code : aim())

    const check = await consumer?.compile()
    expect(check?.code, check?.output).toBe(0)

    const outcome = await consumer?.run(program)
    expect(outcome?.code, outcome?.output).toBe(0)
    expect(isWhole || testbed.counts(client.clientId).apiOk > 0).toBe(true)
  })

  it('have a command that judges a server, and that `npx everbearer` finds', async ({ skip }) => {
    skip(offline, 'the package registry cannot be reached')
    await using testbed = await startTestbed()
    const { clientId, clientSecret } = testbed.registerClient()
    const packed = tarballs.find(({ name }) => name === 'everbearer')
    expect(packed?.manifest.bin).toEqual({ everbearer: './dist/main.js' })
    const args = ['doctor', '--issuer', testbed.issuer, '--client-id', clientId, '--api', testbed.api]
    const env = { EVERBEARER_CLIENT_SECRET: clientSecret }
    const outcome = await consumer?.run('node_modules/.bin/everbearer', args, { env })
    expect(outcome?.code, outcome?.output).toBe(0)
    expect(outcome?.stdout).toContain('Nothing is wrong.')
    expect(outcome?.output).not.toContain(clientSecret)
  })

  describeConsumers(() => consumer)
})
