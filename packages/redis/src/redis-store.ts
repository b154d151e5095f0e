import { defineStore, StoreError, type StoredToken, type StoreReading } from '@everbearer/core'
import { systemClock } from '@everbearer/core/adapter'
import { acquireLease } from './acquire-lease.ts'
import { checkEviction } from './check-eviction.ts'
import { createRunCommand } from './connection.ts'
import { createNotices } from './notices.ts'
import { checkOptions, type RedisStore, type RedisStoreOptions } from './options.ts'
import { timeToLive } from './record-expiry.ts'
import { joinRecord, splitRecord } from './record-parts.ts'
import { integerOf, listOf, textOf, unexpected } from './replies.ts'
import { evaluate, loadScript, saveScript } from './scripts.ts'
import { type Names, namesOf } from './session-key.ts'

const thirtyDays = 30 * 86_400_000

/**
 * Creates a token store on Redis or Valkey, for any number of processes that share one token. Your program owns the client: the store
 * neither opens nor closes connections.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 *
 * @example
 * ```ts
 * import { createCoordinator } from '@everbearer/core'
 * import { fromRedis, redisStore } from '@everbearer/redis'
 * import { createClient } from 'redis'
 *
 * const client = await createClient().connect()
 * const subscriber = await client.duplicate().connect()
 *
 * const auth = createCoordinator({
 *   source: async () => (await fetch('https://auth.example.com/token', { method: 'POST' })).json(),
 *   origins: ['https://api.example.com'],
 *   store: redisStore({
 *     ...fromRedis(client, subscriber),
 *     key: { issuer: 'https://auth.example.com', client: 'my-client' },
 *   }),
 * })
 * ```
 */
export function redisStore(options: RedisStoreOptions): RedisStore {
  checkOptions(options)
  const { prefix = 'everbearer', expireAfter = thirtyDays, leaseTime = 5_000, wait = 0, clock = systemClock } = options
  const { timeout, leaseWait, whenStoreIsAway } = options
  const { key, checkEviction: mustCheck = true } = options
  const run = createRunCommand(options)
  let named: Promise<Names> | undefined
  let checked: Promise<void> | undefined
  const names = (): Promise<Names> => (named ??= namesOf(prefix, key))
  const notices = createNotices(options.subscribe, async () => (await names()).channel)

  const store = {
    timeout,
    leaseWait,
    whenStoreIsAway,

    async load(): Promise<StoreReading> {
      const { record, token = 'none' } = await ready()
      const [seconds, microseconds, ...texts] = listOf(await run(evaluate(loadScript, record, 'record', token), record))
      const [login, access] = texts.map((text) => parse(textOf(text)))
      return {
        record: token === 'none' || login === undefined ? login : joinRecord(login, access),
        now: integerOf(seconds) * 1000 + Math.floor(integerOf(microseconds) / 1000),
      }
    },

    async save(next: StoredToken, expected: number): Promise<boolean> {
      const { record, token, channel } = await ready()
      const write = [String(next.revision), crypto.randomUUID(), String(timeToLive(next, expireAfter))]
      const fields = token === undefined ? ['record', JSON.stringify(next)] : fieldsOf(next, token)
      const command = evaluate(saveScript, record, String(expected), ...write, channel, notices.message('saved'), ...fields)
      const isSaved = integerOf(await run(command, record)) === 1
      if (isSaved && wait > 0) await untilReplicated(record)
      return isSaved
    },

    async lease(signal: AbortSignal) {
      const { lease, channel } = await ready()
      return acquireLease({ run, clock, leaseTime, notices, key: lease, channel }, signal)
    },

    ...(options.subscribe !== undefined && { subscribe: (listener: () => void) => notices.onSave(listener) }),
  }
  return defineStore(store)

  async function ready(): Promise<Names> {
    const found = await names()
    if (mustCheck) await (checked ??= check(found.record))
    return found
  }

  /** Checks that the server evicts no keys. After a failure, the next call checks again, as the server may be fixed by then. */
  async function check(record: string): Promise<void> {
    try {
      await checkEviction(options, record)
    } catch (error) {
      checked = undefined
      throw error
    }
  }

  async function untilReplicated(record: string): Promise<void> {
    // Half of the time limit, so that the save still ends within the limit.
    const patience = Math.floor((timeout ?? 1_000) / 2)
    const acknowledged = integerOf(await run(['WAIT', String(wait), String(patience)], record))
    if (acknowledged < wait) throw new StoreError(`${acknowledged} of ${wait} replicas have acknowledged the save.`)
  }
}

function fieldsOf(next: StoredToken, name: string): string[] {
  const { login, token } = splitRecord(next)
  return ['record', JSON.stringify(login), name, JSON.stringify(token)]
}

function parse(text: string | undefined): StoredToken | undefined {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as StoredToken
  } catch {
    // The parser's error quotes the text, which may contain tokens.
    throw unexpected()
  }
}
