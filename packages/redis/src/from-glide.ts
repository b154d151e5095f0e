import type { RedisConnection } from './connection.ts'
import { createHub } from './hub.ts'
import { textOf } from './replies.ts'

/** The methods of a `@valkey/valkey-glide` client or cluster client that this package uses. */
export interface GlideClient {
  customCommand(args: string[]): Promise<unknown>
}

/** The methods that this package uses to receive messages from a `@valkey/valkey-glide` client. */
export interface GlideSubscriber {
  subscribe(channels: Iterable<string>, timeoutMs: number): Promise<void>
  unsubscribe(channels: Iterable<string>, timeoutMs: number): Promise<void>
  getPubSubMessage(): Promise<{ readonly channel: unknown; readonly message: unknown }>
}

/** Time limit for the request that begins or ends a subscription, ms. */
const patience = 5_000

/**
 * Connects stores to a client of `@valkey/valkey-glide`. GLIDE subscribes again after a reconnect, but has no event for that. If messages
 * were lost meanwhile, the store sees the changes at the next load.
 *
 * @param client - a client, or a cluster client
 * @param subscriber - a separate client for messages, used for nothing else; undefined: no messages
 *
 * @example
 * ```ts
 * import { fromGlide, redisStore } from '@everbearer/redis'
 * import { GlideClient } from '@valkey/valkey-glide'
 *
 * const client = await GlideClient.createClient({ addresses: [{ host: '127.0.0.1' }] })
 * const store = redisStore({ ...fromGlide(client), key: { issuer: 'https://auth.example.com', client: 'my-client' } })
 * ```
 */
export function fromGlide(client: GlideClient, subscriber?: GlideSubscriber): RedisConnection {
  const send = (args: string[]): Promise<unknown> => client.customCommand(args)
  if (subscriber === undefined) return { send }
  let reading: Promise<void> | undefined
  const hub = createHub({
    async subscribe(channel) {
      await subscriber.subscribe([channel], patience)
      reading ??= read(subscriber, hub.deliver).finally(() => (reading = undefined))
    },
    unsubscribe: (channel) => subscriber.unsubscribe([channel], patience),
  })
  return { send, subscribe: hub.subscribe }
}

/** Reads messages until the client is closed. */
async function read(subscriber: GlideSubscriber, deliver: (channel: string, message: unknown) => void): Promise<void> {
  try {
    for (;;) {
      const { channel, message } = await subscriber.getPubSubMessage()
      deliver(textOf(channel) ?? '', message)
    }
  } catch {
    // The client was closed.
  }
}
