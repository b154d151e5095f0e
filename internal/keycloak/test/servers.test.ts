import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Launcher } from '../server/launch.ts'
import { type Servers, startServers } from '../setup/servers.ts'

/** Programs in place of Keycloak: the first responds to everything, the second to nothing, and the third ends at once. */
const programs = {
  responds: `require('node:http').createServer((request, response) => response.end()).listen(process.argv[1], '127.0.0.1')`,
  hangs: 'setInterval(() => {}, 1_000)',
  ends: `console.log('no such option')`,
}

/** Paths of the servers that were started. */
const paths: string[] = []

function launcherOf(program: string): Launcher {
  paths.length = 0
  return {
    version: '0.0.0',
    async createFiles() {
      const folder = await mkdtemp(join(tmpdir(), 'everbearer-no-keycloak-'))
      return { folder, started: async () => {}, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
    },
    command({ folder }, { port, path }) {
      paths.push(path)
      const args = ['--eval', program, String(port)]
      return { command: process.execPath, args, environment: {}, log: join(folder, 'keycloak.log'), cleanUp: [], folder }
    },
  }
}

const start = (program: keyof typeof programs): Promise<Servers> => startServers(launcherOf(programs[program]), undefined, () => {})
/** A start takes a second or two. */
const patience = { timeout: 30_000 }
const ready = ({ control }: Servers): Promise<Response> => fetch(`${control}/ready`)

it('are ready when the two servers and the server to be killed respond', async () => {
  await using servers = await start('responds')
  await expect.poll(async () => (await ready(servers)).status, patience).toBe(204)
  expect(paths.toSorted()).toEqual(['/', '/auth', '/auth'])
  expect((await fetch(`${servers.plain}/realms/korusticket`)).status).toBe(200)
  const third = await (await fetch(`${servers.control}/up`, { method: 'POST' })).text()
  expect([servers.plain, servers.auth]).not.toContain(third)
  expect((await fetch(`${third}/realms/any`)).status).toBe(200)
})

it('that are still starting at the end are given up, and no other server is started', async () => {
  const servers = await start('hangs')
  await expect.poll(() => paths, patience).toHaveLength(2)
  expect((await ready(servers)).status).toBe(503)
  await servers[Symbol.asyncDispose]()
  expect(paths).toHaveLength(2)
})

it('that do not start tell the end of their log', async () => {
  await using servers = await start('ends')
  await expect.poll(async () => (await ready(servers)).status, patience).toBe(500)
  expect(await (await ready(servers)).text()).toMatch(/^Error: Keycloak did not start:\nno such option/)
})
