import { GlideClient, Logger } from '@valkey/valkey-glide'
import { Redis } from 'ioredis'
import { Redis as Valkey } from 'iovalkey'
import { createClient } from 'redis'
import { fromGlide, fromIoredis, fromRedis, type RedisConnection } from '../../src/index.ts'

/** A client of a test, with a connection of its own for messages. */
export interface OpenClient extends AsyncDisposable {
  readonly connection: RedisConnection
}

const ignore = (): void => {}
// GLIDE logs that a client was closed while its server was away.
Logger.setLoggerConfig('off')

/** Each client, as a user would connect stores to it. A client emits errors while its server is away. */
export const clients = {
  async redis(port: number): Promise<OpenClient> {
    const client = await createClient({ socket: { host: '127.0.0.1', port } })
      .on('error', ignore)
      .connect()
    const subscriber = await client.duplicate().on('error', ignore).connect()
    return open(fromRedis(client, subscriber), async () => {
      client.destroy()
      subscriber.destroy()
    })
  },
  ioredis: async (port: number) => openIoredis(new Redis({ host: '127.0.0.1', port })),
  iovalkey: async (port: number) => openIoredis(new Valkey({ host: '127.0.0.1', port })),
  async glide(port: number): Promise<OpenClient> {
    // The client's own limit of 250 ms is too short for a busy machine.
    const configuration = { addresses: [{ host: '127.0.0.1', port }], requestTimeout: 5_000 }
    const client = await GlideClient.createClient(configuration)
    const subscriber = await GlideClient.createClient(configuration)
    return open(fromGlide(client, subscriber), async () => {
      client.close()
      subscriber.close()
    })
  },
}

export type ClientName = keyof typeof clients

export const clientNames = Object.keys(clients) as ClientName[]

function openIoredis(client: Redis | Valkey): OpenClient {
  const subscriber = client.duplicate()
  client.on('error', ignore)
  subscriber.on('error', ignore)
  return open(fromIoredis(client as Redis, subscriber as Redis), async () => {
    client.disconnect()
    subscriber.disconnect()
  })
}

function open(connection: RedisConnection, close: () => Promise<void>): OpenClient {
  return { connection, [Symbol.asyncDispose]: close }
}
