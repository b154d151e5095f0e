import { onEachServer } from '@everbearer/redis-server/vitest'
import type { RedisServer } from '@everbearer/redis-server'
import { afterAll, beforeAll } from 'vitest'
import { checkStore } from '../../core/test/model/check-store.ts'
import type { ModelPlace } from '../../core/test/model/model-place.ts'
import { redisStore } from '../src/index.ts'
import { clients, type OpenClient } from './support/clients.ts'

/** A crashed process leaves its store behind, so that there are more stores than processes. */
const connections = 6

onEachServer('the model', (start, kind) => {
  let server: RedisServer
  let open: OpenClient[] = []
  let places = 0
  let stores = 0
  beforeAll(async () => {
    server = await start()
    open = await Promise.all(Array.from({ length: connections }, () => clients.redis(server.port)))
  })
  afterAll(async () => {
    for (const client of open) await client[Symbol.asyncDispose]()
    await server.stop()
  })

  const createPlace = (): ModelPlace => {
    const key = `model ${++places}`
    return {
      open: () => redisStore({ ...open[stores++ % connections]!.connection, key }),
      close() {},
    }
  }
  // Both servers run the same scripts.
  checkStore(`a store on ${kind}`, createPlace, kind === 'redis' ? undefined : 100)
})
