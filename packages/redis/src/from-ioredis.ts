import type { RedisConnection } from './connection.ts'
import { createHub } from './hub.ts'

/** The methods of an `ioredis` or `iovalkey` client or cluster client that this package uses. */
export interface IoredisClient {
  call(command: string, args: string[]): Promise<unknown>
}

/** The methods that this package uses to receive messages from an `ioredis` or `iovalkey` client. */
export interface IoredisSubscriber {
  subscribe(channel: string): Promise<unknown>
  unsubscribe(channel: string): Promise<unknown>
  on(event: 'message', listener: (channel: string, message: string) => void): unknown
  on(event: 'ready', listener: () => void): unknown
}

/**
 * Connects stores to a client of `ioredis` or `iovalkey`.
 *
 * @param client - a client, or a cluster client
 * @param subscriber - a separate client for messages, such as `client.duplicate()`; undefined: no messages
 *
 * @example
 * ```ts
 * import { fromIoredis, redisStore } from '@everbearer/redis'
 * import { Redis } from 'ioredis'
 *
 * const client = new Redis()
 * const store = redisStore({
 *   ...fromIoredis(client, client.duplicate()),
 *   key: { issuer: 'https://auth.example.com', client: 'my-client' },
 * })
 * ```
 */
export function fromIoredis(client: IoredisClient, subscriber?: IoredisSubscriber): RedisConnection {
  const send = ([command = '', ...args]: string[]): Promise<unknown> => client.call(command, args)
  if (subscriber === undefined) return { send }
  const hub = createHub({
    subscribe: (channel) => subscriber.subscribe(channel),
    unsubscribe: (channel) => subscriber.unsubscribe(channel),
  })
  subscriber.on('message', hub.deliver)
  subscriber.on('ready', hub.reconnected)
  return { send, subscribe: hub.subscribe }
}
