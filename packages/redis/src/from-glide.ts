import type { RedisConnection } from './connection.ts'
import { createHub } from './hub.ts'
import { textOf } from './replies.ts'

/** What is used of a client of `@valkey/valkey-glide`, or of a cluster of it. */
export interface GlideClient {
  customCommand(args: string[]): Promise<unknown>
}

/** What is used of a client of `@valkey/valkey-glide` for messages. */
export interface GlideSubscriber {
  subscribe(channels: Iterable<string>, timeoutMs: number): Promise<void>
  unsubscribe(channels: Iterable<string>, timeoutMs: number): Promise<void>
  getPubSubMessage(): Promise<{ readonly channel: unknown; readonly message: unknown }>
}

/** How long a subscription may take, ms. */
const patience = 5_000

/**
 * Connects stores to a client of `@valkey/valkey-glide`. GLIDE subscribes again after a reconnect, but does not tell of it: messages that
 * were lost meanwhile are made up for by the next load.
 *
 * @param client - a client, or a cluster
 * @param subscriber - a client of its own for messages, all of which are read here; undefined: no messages
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
