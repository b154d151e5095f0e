import { execFile, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { typeCheck } from '../../../../internal/repository/type-check.ts'
import { type RegisteredClient, startTestbed, type Testbed } from '../../src/server/index.ts'
import { httpClients, introductionOf } from '../../src/server/introduction.ts'

const reports = fileURLToPath(new URL('../../reports/', import.meta.url))
const run = promisify(execFile)
// Shells, JavaScript and forms each have a rule of their own for some of these.
const credentials = { clientId: 'my shop', clientSecret: String.raw`it's "a" $HOME \b+%&= made-up secret` }

let testbed: Testbed
let client: RegisteredClient
let folder: string
beforeAll(async () => {
  testbed = await startTestbed()
  client = testbed.registerClient(credentials)
  await mkdir(reports, { recursive: true })
  folder = await mkdtemp(join(reports, 'introduction-'))
})
afterAll(() => Promise.all([testbed.close(), rm(folder, { recursive: true, force: true })]))

const programFor = (name: (typeof httpClients)[number]): string =>
  introductionOf(testbed, client, name).split(/^(?=\/\/ npm install)/m)[1] ?? ''

describe('the program for', () => {
  it.each(httpClients)('%s gets a token from the testbed, and the API accepts it', async (name) => {
    testbed.resetCounts()
    const file = join(folder, `${name}.mjs`)
    await writeFile(file, programFor(name))
    const { stdout } = await run(process.execPath, ['--no-warnings', file])
    expect(stdout).toContain("method: 'GET'")
    expect(testbed.counts(client.clientId)).toMatchObject({ tokenRequests: 1, apiRequests: 1, apiOk: 1 })
  })

  it('each client has the types that it needs, and names the packages that it imports', async () => {
    const snippets = httpClients.map((name, line) => ({ file: name, line, code: programFor(name) }))
    const errors = await typeCheck(snippets)
    expect([...errors.values()].flat()).toEqual([])
    for (const { code } of snippets) {
      const [, installed = ''] = /^\/\/ npm install (.*)$/m.exec(code) ?? []
      const imported = Array.from(code.matchAll(/ from '([^']+)'/g), ([, name]) => name)
      expect(installed.split(' ')).toEqual(imported)
    }
  })
})

const hasCurl = spawnSync('curl', ['--version']).status === 0

it.skipIf(!hasCurl)('the lines for curl, which has to be installed, get a token from the testbed, and the API accepts it', async () => {
  testbed.resetCounts()
  const [, lines = ''] = /\n\n(token=.*?)\n\n/s.exec(introductionOf(testbed, client, 'fetch')) ?? []
  const { stdout } = await run('sh', ['-c', lines])
  expect(stdout).toContain('HTTP/1.1 200')
  expect(testbed.counts(client.clientId)).toMatchObject({ tokenRequests: 1, apiOk: 1 })
})
