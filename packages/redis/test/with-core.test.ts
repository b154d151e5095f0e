import { createCoordinator, type Coordinator, type NamedEvent } from '@everbearer/core'
import type { RedisServer } from '@everbearer/redis-server'
import { onEachServer } from '@everbearer/redis-server/vitest'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type RedisStoreOptions, redisStore } from '../src/index.ts'
import { clients, type OpenClient } from './support/clients.ts'

const patience = { timeout: 30_000, interval: 20 }

/** Coordinators with clients of their own, as processes have them. */
interface Processes extends AsyncDisposable {
  readonly all: readonly Coordinator[]
  readonly events: readonly NamedEvent[]
  /** How many token requests all processes have made. */
  readonly tokenCalls: () => number
  /** How many commands all processes have sent. */
  readonly commands: () => number
}

let sessions = 0

/** Resolves once what follows a refresh is done: the lease is released, and the notice of the save is read. */
async function untilQuiet({ commands }: Processes): Promise<void> {
  let before = -1
  await vi.waitFor(
    () => {
      const now = commands()
      const isQuiet = now === before
      before = now
      expect(isQuiet).toBe(true)
    },
    { ...patience, interval: 100 },
  )
}

onEachServer('coordinators on a store', (start) => {
  let server: RedisServer
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())

  async function startProcesses(count: number, options: Partial<RedisStoreOptions> = {}): Promise<Processes> {
    const key = `with core ${++sessions}`
    const open: OpenClient[] = []
    const events: NamedEvent[] = []
    let tokenCalls = 0
    let commands = 0
    for (let index = 0; index < count; index++) open.push(await clients.ioredis(server.port))
    const all = open.map(({ connection }) => {
      const send: typeof connection.send = (args, name) => {
        commands++
        return connection.send(args, name)
      }
      const coordinator = createCoordinator({
        source: async () => ({ access_token: `access-${++tokenCalls}`, expires_in: 300 }),
        origins: 'any',
        store: redisStore({ ...connection, send, key, ...options }),
      })
      coordinator.on('*', (event) => void events.push(event))
      return coordinator
    })
    return {
      all,
      events,
      tokenCalls: () => tokenCalls,
      commands: () => commands,
      async [Symbol.asyncDispose]() {
        for (const coordinator of all) coordinator.dispose()
        await Promise.all(open.map((client) => client[Symbol.asyncDispose]()))
      },
    }
  }

  it('make one token call for 50 cold processes', async () => {
    await using processes = await startProcesses(50, { timeout: 20_000, leaseWait: 20_000 })
    const tokens = await Promise.all(processes.all.map((process) => process.getToken()))
    expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(['access-1']))
    expect(processes.tokenCalls()).toBe(1)
  })

  it('send no command for 100,000 requests with a good token', async () => {
    await using processes = await startProcesses(1)
    const [auth] = processes.all
    await auth!.getToken()
    // The lease is given back after the token came.
    await untilQuiet(processes)
    const before = processes.commands()
    for (let request = 0; request < 100_000; request++) await auth!.getToken()
    expect(processes.commands()).toBe(before)
  })

  it('share one rotating refresh token among access tokens of several audiences, and one logout', async () => {
    const open = await Promise.all([0, 1, 2].map(() => clients.ioredis(server.port)))
    const login = `login ${++sessions}`
    const presented: string[] = []
    let serial = 0
    const members = open.map(({ connection }, index) =>
      createCoordinator({
        source: {
          async refresh(refreshToken) {
            presented.push(refreshToken)
            return { access_token: `audience-${index}-${++serial}`, expires_in: 300, refresh_token: `refresh-${serial}` }
          },
        },
        origins: 'any',
        store: redisStore({
          ...connection,
          key: { issuer: 'https://auth.example.com', client: 'c', login, audience: `api-${index}` },
          timeout: 20_000,
        }),
      }),
    )
    try {
      await members[0]!.setTokens({ access_token: 'audience-0-0', expires_in: 300, refresh_token: 'refresh-0' })
      const tokens = async (): Promise<string[]> =>
        Promise.all(members.map(async (member) => (await member.getToken()).accessToken.slice(0, 'audience-0'.length)))
      expect(await tokens()).toEqual(['audience-0', 'audience-1', 'audience-2'])
      for (let round = 0; round < 3; round++) {
        for (const member of members) member.invalidate()
        expect(await tokens()).toEqual(['audience-0', 'audience-1', 'audience-2'])
      }
      // Every refresh token is presented once, and the next is the one that the last response brought.
      expect(presented).toEqual(Array.from({ length: 11 }, (_, index) => `refresh-${index}`))
      await members[1]!.clear()
      for (const member of members) member.invalidate()
      for (const member of members) await expect(member.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
      expect(presented).toHaveLength(11)
    } finally {
      for (const member of members) member.dispose()
      await Promise.all(open.map((client) => client[Symbol.asyncDispose]()))
    }
  })

  it('wait once for a server that hangs, serve without it, and notice its return', async () => {
    await using processes = await startProcesses(1, { timeout: 300 })
    const [auth] = processes.all
    await auth!.getToken()
    await untilQuiet(processes)
    const eventsOf = (name: NamedEvent['name']): number => processes.events.filter((event) => event.name === name).length
    process.kill(server.pid(), 'SIGSTOP')
    try {
      const before = processes.commands()
      for (let request = 0; request < 1_000; request++) await auth!.getToken()
      expect(processes.commands()).toBe(before)
      auth!.invalidate()
      expect((await auth!.getToken()).accessToken).toBe('access-2')
      auth!.invalidate()
      expect((await auth!.getToken()).accessToken).toBe('access-3')
      // The first refresh asks the server once. The second refresh comes within the same pause.
      expect(processes.commands()).toBe(before + 1)
      expect(eventsOf('store-failed')).toBe(1)
    } finally {
      process.kill(server.pid(), 'SIGCONT')
    }
    await vi.waitFor(() => expect(eventsOf('store-back')).toBe(1), patience)
  })
})
