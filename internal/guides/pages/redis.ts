import { type Coordinator, createCoordinator, type TokenStore } from '@everbearer/core'
import type { CoordinatorPool } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import { Redis } from 'ioredis'
import { createHash } from 'node:crypto'
import { expect, vi } from 'vitest'
import { askServer, startRedis } from '../../redis/index.ts'
import { freePort } from '../../tools/free-port.ts'
import { send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'
import type { World } from '../open-world.ts'

/** Two coordinators with the store of a block, as of two processes, share one token. */
async function sharesToken(world: World, store: TokenStore): Promise<void> {
  world.register()
  const source = clientCredentials({ issuer: world.testbed.issuer, clientId: 'my-client', clientSecret: 'my-secret' })
  const create = (): Coordinator => createCoordinator({ source, origins: ['https://api.example.com'], store })
  const [first, second] = [create(), create()]
  await send(first)
  await send(second)
  expect(world.testbed.counts().tokenResponses).toBe(1)
  await Promise.all([first, second].map((auth) => auth[Symbol.asyncDispose]()))
}

export const redisReference: GuidePage = {
  path: 'docs/reference/redis.md',
  blocks: {
    async 'redis-and-valkey'({ world, run }) {
      await using server = await startRedis()
      world.network.ports.set('redis.example.com:6379', server.port)
      const duplicate = vi.spyOn(Redis.prototype, 'duplicate')
      const { client, store } = await run<{ client: Redis; store: TokenStore }>()
      await sharesToken(world, store)
      for (const each of [client, ...duplicate.mock.results.map(({ value }) => value as Redis)]) each.disconnect()
    },
    async clients({ world, run }) {
      const settings = { 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1', 'cluster-port': String(await freePort()) }
      await using server = await startRedis({ settings })
      await askServer(server.port, 'CLUSTER ADDSLOTSRANGE 0 16383')
      await vi.waitFor(async () => expect(await askServer(server.port, 'CLUSTER INFO')).toContain('cluster_state:ok'), { timeout: 10_000 })
      world.network.ports.set('redis.example.com:6379', server.port)
      const { cluster, store } = await run<{ cluster: { destroy: () => void }; store: TokenStore }>()
      await sharesToken(world, store)
      cluster.destroy()
    },
  },
}

export const redisServers: GuidePage = {
  path: 'docs/guide/servers.md',
  blocks: {
    async 'one-coordinator-for-each-session'({ world, run }) {
      await using server = await startRedis()
      world.network.ports.set('localhost:6379', server.port)
      const { redis, sessions, orders } = await run<{
        redis: Redis
        sessions: CoordinatorPool<string>
        orders: (sid: string) => Promise<Response>
      }>()
      const key = createHash('sha256').update('cookie').digest('base64url')
      const tokens = await world.logIn('web-app', { authentication: 'client_secret_post', clientSecret: 'my-secret' })
      await sessions.for(key).setTokens(tokens)
      expect((await orders('cookie')).status).toBe(200)
      // The coordinator leaves the pool, and comes back from its store.
      sessions.delete(key)
      expect((await orders('cookie')).status).toBe(200)
      await expect(orders('another cookie')).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
      await sessions[Symbol.asyncDispose]()
      redis.disconnect()
    },
  },
}
