import { onEachServer } from '@everbearer/redis-server/vitest'
import { askServer, type RedisServer } from '@everbearer/redis-server'
import { describeTokenStore } from '@everbearer/testing/vitest-stores'
import { afterAll, beforeAll } from 'vitest'
import { redisStore } from '../src/index.ts'
import { namesOf } from '../src/session-key.ts'
import { clientNames, clients, type OpenClient } from './support/clients.ts'

onEachServer('a token store', (start) => {
  let server: RedisServer
  let places = 0
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())

  for (const name of clientNames) {
    const createPlace = async () => {
      const key = `place ${++places}`
      const open: OpenClient[] = []
      const close = async (): Promise<void> => void (await Promise.all(open.splice(0).map((client) => client[Symbol.asyncDispose]())))
      return {
        async open() {
          const client = await clients[name](server.port)
          open.push(client)
          return redisStore({ ...client.connection, key, leaseTime: 1_000 })
        },
        close,
        // Closed clients reject all commands.
        breakStore: close,
        breakLease: async () => askServer(server.port, `DEL ${(await namesOf('everbearer', key)).lease}`),
      }
    }
    describeTokenStore(`by ${name}`, createPlace, { lease: true, subscribe: true, clock: true, leaseTime: 1_000 })
  }
})
