import type { RedisServer } from '@everbearer/redis-server'
import { onEachServer } from '@everbearer/redis-server/vitest'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fromIoredis, type RedisStore, type RedisStoreOptions, redisStore } from '../src/index.ts'
import { namesOf } from '../src/session-key.ts'
import { key, logoutOf, recordOf } from './support/records.ts'

const never = new AbortController().signal
const hour = 3_600_000

onEachServer('a store', (start) => {
  let server: RedisServer
  let client: Redis

  async function startServer(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    server = await start({ settings })
    client = connect()
  }

  function connect(): Redis {
    return new Redis({ host: '127.0.0.1', port: server.port }).on('error', () => {})
  }

  function openStore(options: Partial<RedisStoreOptions> = {}): RedisStore {
    return redisStore({ ...fromIoredis(client), key, ...options })
  }

  afterEach(async () => {
    client?.disconnect()
    await server?.stop()
  })

  describe('with data', () => {
    // With `everysec`, a kill of a server whose disk is slow loses the last save.
    beforeEach(() => startServer({ appendfsync: 'always' }))

    const left = async (): Promise<number> => client.pttl((await namesOf('everbearer', key)).record)

    it('lets a record expire an hour after its refresh token, and no save shortens that', async () => {
      const store = openStore()
      await store.save(recordOf(1, { refreshExpiresAt: 1_000 + 90 * 24 * hour }), 0)
      expect(await left()).toBeGreaterThan(90 * 24 * hour)
      expect(await left()).toBeLessThanOrEqual(90 * 24 * hour + hour)
      await store.save(recordOf(2, { refreshExpiresAt: 1_000 + hour }), 1)
      expect(await left()).toBeGreaterThan(90 * 24 * hour)
      await store.save(logoutOf(3), 2)
      expect(await left()).toBeGreaterThan(90 * 24 * hour)
    })

    it('keeps a logout longer than the records before it, so that a late write finds it', async () => {
      const store = openStore()
      await store.save(recordOf(1, { refreshExpiresAt: 1_000 + hour }), 0)
      await store.save(logoutOf(2), 1)
      expect(await left()).toBeGreaterThan(29 * 24 * hour)
      // Writers that knew the record, or that found none.
      expect(await store.save(recordOf(2), 1)).toBe(false)
      expect(await store.save(recordOf(1), 0)).toBe(false)
      expect((await store.load()).record).toEqual(logoutOf(2))
    })

    it('leaves a record alone that somebody has made permanent', async () => {
      const store = openStore()
      await store.save(recordOf(1), 0)
      await client.persist((await namesOf('everbearer', key)).record)
      await store.save(recordOf(2), 1)
      expect(await left()).toBe(-1)
    })

    it('counts a save that the client sends twice as saved', async () => {
      const twice = openStore({
        send: async ([command = '', ...args]) => {
          await client.call(command, args)
          return client.call(command, args)
        },
      })
      expect(await twice.save(recordOf(1), 0)).toBe(true)
      expect(await twice.save(recordOf(2), 1)).toBe(true)
      expect(await twice.save(recordOf(2), 1)).toBe(false)
    })

    it('finds its records after a kill and a restart of the server', async () => {
      const store = openStore()
      await store.save(recordOf(1), 0)
      await server.kill()
      await server.restart()
      expect((await store.load()).record).toEqual(recordOf(1))
      expect(await store.save(recordOf(2), 1)).toBe(true)
    })

    it('hears of changes again after a restart of the server', async () => {
      const subscriber = connect()
      const store = openStore(fromIoredis(client, subscriber))
      const other = connect()
      const writer = redisStore({ ...fromIoredis(other), key })
      let heard = 0
      const leave = store.subscribe?.(() => void heard++)
      let revision = 0
      await vi.waitFor(async () => {
        await writer.save(recordOf(revision + 1), revision++)
        expect(heard).toBeGreaterThan(0)
      }, 10_000)
      // The client may be back before the server counts as ready, and may connect more than once.
      const before = heard
      await server.restart()
      await vi.waitFor(() => expect(heard).toBeGreaterThan(before), 10_000)
      const connected = heard
      await writer.save(recordOf(revision + 1), revision)
      await vi.waitFor(() => expect(heard).toBeGreaterThan(connected), 10_000)
      leave?.()
      const final = heard
      await writer.save(recordOf(revision + 2), revision + 1)
      await vi.waitFor(async () => expect(await client.pubsub('NUMSUB', (await namesOf('everbearer', key)).channel)).toContain(0), 10_000)
      expect(heard).toBe(final)
      subscriber.disconnect()
      other.disconnect()
    })

    it('takes nobody else’s lease away', async () => {
      const store = openStore({ leaseTime: 300 })
      const lease = await store.lease(never)
      const name = (await namesOf('everbearer', key)).lease
      await client.set(name, 'somebody else', 'PX', 60_000)
      await vi.waitFor(() => expect(lease?.lost.aborted).toBe(true), 5_000)
      await lease?.release()
      expect(await client.get(name)).toBe('somebody else')
    })

    it('sends one command for a load, one for a save, and two for a lease', async () => {
      const sent: string[] = []
      const { send } = fromIoredis(client)
      const store = openStore({ send: (args, to) => (sent.push(args[0] ?? ''), send(args, to)) })
      await store.load()
      expect(sent.splice(0)).toEqual(['INFO', 'EVAL'])
      await store.load()
      expect(sent.splice(0)).toEqual(['EVAL'])
      await store.save(recordOf(1), 0)
      expect(sent.splice(0)).toEqual(['EVAL'])
      await (await store.lease(never))?.release()
      expect(sent).toEqual(['SET', 'EVAL'])
    })

    it('needs no permission for PUBLISH', async () => {
      await client.call('ACL', ['SETUSER', 'quiet', 'on', '>pass', '~*', '+@all', '-publish'])
      const quiet = new Redis({ host: '127.0.0.1', port: server.port, username: 'quiet', password: 'pass' })
      const store = redisStore({ ...fromIoredis(quiet), key })
      expect(await store.save(recordOf(1), 0)).toBe(true)
      await (await store.lease(never))?.release()
      expect(await client.exists((await namesOf('everbearer', key)).lease)).toBe(0)
      quiet.disconnect()
    })
  })

  it.each(['allkeys-lru', 'volatile-ttl'])('refuses a server with the policy %s, until that is changed', async (policy) => {
    await startServer({ 'maxmemory-policy': policy })
    const store = openStore()
    await expect(store.load()).rejects.toThrow(`maxmemory-policy is ${policy}`)
    expect(await client.dbsize()).toBe(0)
    expect(await openStore({ checkEviction: false }).save(recordOf(1), 0)).toBe(true)
    await client.config('SET', 'maxmemory-policy', 'noeviction')
    expect((await store.load()).record).toEqual(recordOf(1))
  })

  it('asks CONFIG where INFO is forbidden, and says so where both are', async () => {
    await startServer({ 'maxmemory-policy': 'allkeys-lru' })
    await client.call('ACL', ['SETUSER', 'one', 'on', '>pass', '~*', '&*', '+@all', '-info'])
    await client.call('ACL', ['SETUSER', 'none', 'on', '>pass', '~*', '&*', '+@all', '-info', '-config'])
    for (const [username, message] of [
      ['one', 'maxmemory-policy is allkeys-lru'],
      ['none', 'does not tell its maxmemory-policy'],
    ]) {
      const user = new Redis({ host: '127.0.0.1', port: server.port, username: username!, password: 'pass', enableReadyCheck: false })
      await expect(redisStore({ ...fromIoredis(user), key }).load()).rejects.toThrow(message)
      user.disconnect()
    }
  })

  it('keeps all of a session in one slot of a cluster, where its scripts run', async () => {
    await startServer({ 'cluster-enabled': 'yes' })
    await client.call('CLUSTER', ['ADDSLOTSRANGE', '0', '16383'])
    await vi.waitFor(async () => expect(await client.call('CLUSTER', ['INFO'])).toContain('cluster_state:ok'), 20_000)
    const { record, lease, channel } = await namesOf('everbearer', key)
    const slots = await Promise.all([record, lease, channel].map((name) => client.call('CLUSTER', ['KEYSLOT', name])))
    expect(new Set(slots).size).toBe(1)
    let revision = 0
    for (const part of [{}, { scope: 'a', audience: 'b' }]) {
      const store = openStore({ key: { ...key, ...part } })
      expect(await store.save(recordOf(revision + 1), revision++)).toBe(true)
      expect((await store.load()).record).toEqual(recordOf(revision))
      await (await store.lease(never))?.release()
    }
  })

  it('waits for as many replicas as the option says', async () => {
    await startServer()
    await using replica = await start({ settings: { replicaof: `127.0.0.1 ${server.port}` } })
    await vi.waitFor(async () => expect(await client.info('replication')).toMatch(/slave0:.*state=online/), 20_000)
    expect(await openStore({ wait: 1, timeout: 20_000 }).save(recordOf(1), 0)).toBe(true)
    await expect(openStore({ wait: 2, timeout: 200 }).save(recordOf(2), 1)).rejects.toThrow('1 of 2 replicas')
    await replica.kill()
    await expect(openStore({ wait: 1, timeout: 200 }).save(recordOf(3), 2)).rejects.toThrow('of 1 replicas')
    expect((await openStore().load()).record?.revision).toBe(3)
  })

  it('rejects while its server is away, without the record in the error', async () => {
    await startServer()
    const impatient = new Redis({ host: '127.0.0.1', port: server.port, maxRetriesPerRequest: 0, retryStrategy: () => 20 })
    impatient.on('error', () => {})
    const store = redisStore({ ...fromIoredis(impatient), key })
    await store.load()
    await server.kill()
    const error: unknown = await store.save(recordOf(1), 0).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_STORE', message: expect.stringMatching(/^Redis did not run EVAL \(\w+\)\.$/) as string })
    expect((error as Error).cause).toBeUndefined()
    impatient.disconnect()
  })
})
