import type { RedisConnection } from './connection.ts'
import { createHub } from './hub.ts'

/** The methods of a `redis` client that this package uses. */
export interface RedisClient {
  sendCommand(args: string[]): Promise<unknown>
}

/** The methods that this package uses to receive messages from a `redis` client. */
export interface RedisSubscriber {
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  unsubscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  on(event: 'ready', listener: () => void): unknown
}

/**
 * Connects stores to a client of `redis`.
 *
 * @param client - a connected client
 * @param subscriber - a separate, connected client for messages, such as `await client.duplicate().connect()`; undefined: no messages
 *
 * @example
 * ```ts
 * import { fromRedis, redisStore } from '@everbearer/redis'
 * import { createClient } from 'redis'
 *
 * const client = await createClient().connect()
 * const store = redisStore({ ...fromRedis(client), key: { issuer: 'https://auth.example.com', client: 'my-client' } })
 * ```
 */
export function fromRedis(client: RedisClient, subscriber?: RedisSubscriber): RedisConnection {
  const send = (args: string[]): Promise<unknown> => client.sendCommand(args)
  if (subscriber === undefined) return { send }
  const listeners = new Map<string, (message: string) => void>()
  const hub = createHub({
    subscribe(channel) {
      const listener = listeners.get(channel) ?? ((message: string) => hub.deliver(channel, message))
      listeners.set(channel, listener)
      return subscriber.subscribe(channel, listener)
    },
    async unsubscribe(channel) {
      const listener = listeners.get(channel)
      listeners.delete(channel)
      if (listener !== undefined) await subscriber.unsubscribe(channel, listener)
    },
  })
  subscriber.on('ready', hub.reconnected)
  return { send, subscribe: hub.subscribe }
}
