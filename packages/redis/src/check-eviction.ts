import { StoreError } from '@everbearer/core'
import { conceal, type RedisConnection } from './connection.ts'
import { textOf } from './replies.ts'

/** Commands that return the eviction policy. They are tried in this order, as a server may forbid some commands to its clients. */
const questions: readonly { readonly command: string[]; readonly answer: RegExp }[] = [
  { command: ['INFO', 'memory'], answer: /maxmemory_policy:([\w-]+)/ },
  {
    command: ['CONFIG', 'GET', 'maxmemory-policy'], // Clients return pairs as lists, maps or objects.
    answer: /\b(noeviction|(?:allkeys|volatile)-\w+)/,
  },
]

/**
 * Checks that the server evicts no keys. A server that evicts keys loses records: rotated refresh tokens, logouts, and claims (notes that a
 * coordinator presents a refresh token).
 *
 * @param key - a key of the store, for clients of clusters, which route commands by key
 * @throws {StoreError} the server evicts keys, does not show its policy, or can't be reached
 */
export async function checkEviction({ send }: RedisConnection, key: string): Promise<void> {
  for (const { command, answer } of questions) {
    const policy = answer.exec(await ask(send, command, key))?.[1]
    if (policy === 'noeviction') return
    if (policy !== undefined) throw new StoreError(`Redis evicts keys: its maxmemory-policy is ${policy}. ${remedy}`)
  }
  throw new StoreError(`Redis does not tell its maxmemory-policy: neither INFO nor CONFIG GET is allowed. ${remedy}`)
}

const remedy = 'Set maxmemory-policy to noeviction, or the option checkEviction to false.'

/** Sends a command, and returns the reply as one text. Empty: the server forbids the command. */
async function ask(send: RedisConnection['send'], command: string[], key: string): Promise<string> {
  try {
    return flatten(await send(command, key))
  } catch (error) {
    if (error instanceof Error && /no ?perm|unknown (sub)?command|not allowed/i.test(error.message)) return ''
    throw conceal(command[0], error)
  }
}

/** Returns a reply as one text. The reply is a text, a list, a map, or one such reply for each node of a cluster. */
function flatten(reply: unknown): string {
  if (Array.isArray(reply)) return reply.map(flatten).join(' ')
  if (reply instanceof Map) return flatten([...reply])
  if (typeof reply === 'object' && reply !== null && !(reply instanceof Uint8Array)) return flatten(Object.entries(reply))
  return textOf(reply) ?? ''
}
