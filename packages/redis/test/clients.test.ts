import { onEachServer } from '@everbearer/redis-server/vitest'
import type { RedisServer } from '@everbearer/redis-server'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RedisStore, type RedisStoreOptions, redisStore } from '../src/index.ts'
import { clientNames, clients, type OpenClient } from './support/clients.ts'
import { recordOf } from './support/records.ts'

onEachServer('a store', (start) => {
  let server: RedisServer
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())

  describe.each(clientNames)('by %s', (name) => {
    let tests = 0

    /** Two stores of one new session, as two processes have them. */
    async function openTwo(options: Partial<RedisStoreOptions> = {}): Promise<AsyncDisposable & { one: RedisStore; other: RedisStore }> {
      const key = `${name} ${++tests}`
      const open = await Promise.all([clients[name](server.port), clients[name](server.port)])
      const [one, other] = open.map(({ connection }) => redisStore({ ...connection, key, ...options }))
      const close = async (): Promise<void> => void (await Promise.all(open.map((client: OpenClient) => client[Symbol.asyncDispose]())))
      return { one: one!, other: other!, [Symbol.asyncDispose]: close }
    }

    it('gives records back as they were saved, with the clock of the server', async () => {
      await using stores = await openTwo()
      const before = Date.now()
      expect(await stores.one.load()).toEqual({ record: undefined, now: expect.any(Number) as number })
      expect(await stores.one.save(recordOf(1), 0)).toBe(true)
      const { record, now } = await stores.other.load()
      expect(record).toEqual(recordOf(1))
      expect(now).toBeGreaterThanOrEqual(before - 1)
      expect(now).toBeLessThanOrEqual(Date.now() + 1)
    })

    it('lets one of 200 saves at once win', async () => {
      await using stores = await openTwo()
      await stores.one.save(recordOf(1), 0)
      const next = Array.from({ length: 200 }, (_, index) => recordOf(2, { accessToken: `access-of-${index}` }))
      const saved = await Promise.all(next.map((record, index) => (index % 2 === 0 ? stores.one : stores.other).save(record, 1)))
      expect(saved.filter(Boolean)).toHaveLength(1)
      expect((await stores.one.load()).record).toEqual(next[saved.indexOf(true)])
    })

    it('tells other processes of a save, and not the one that saved', async () => {
      await using stores = await openTwo()
      const heard = { one: 0, other: 0 }
      const leaveOne = stores.one.subscribe?.(() => void heard.one++)
      const leaveOther = stores.other.subscribe?.(() => void heard.other++)
      let revision = 0
      await vi.waitFor(async () => {
        await stores.one.save(recordOf(revision + 1), revision++)
        expect(heard.other).toBeGreaterThan(0)
      }, 10_000)
      const heardByOne = heard.one
      await stores.other.save(recordOf(revision + 1), revision)
      await vi.waitFor(() => expect(heard.one).toBe(heardByOne + 1), 10_000)
      expect(heardByOne).toBe(0)
      leaveOne?.()
      leaveOther?.()
    })

    it('gives the lease to one at a time, and to the next as soon as it is released', async () => {
      await using stores = await openTwo()
      const never = new AbortController().signal
      const first = await stores.one.lease(never)
      const order: string[] = []
      const waiting = Promise.resolve(stores.other.lease(never)).then((lease) => {
        order.push('granted')
        return lease
      })
      await new Promise((resolve) => setTimeout(resolve, 400))
      order.push('released')
      await first?.release()
      const second = await waiting
      expect(order).toEqual(['released', 'granted'])
      expect([first?.lost.aborted, second?.lost.aborted]).toEqual([false, false])
      await second?.release()
    })

    it('keeps a lease alive while it is held, and frees that of a dead process', async () => {
      await using stores = await openTwo({ leaseTime: 300 })
      const never = new AbortController().signal
      const held = await stores.one.lease(never)
      expect(await stores.other.lease(AbortSignal.timeout(900))).toBeUndefined()
      expect(held?.lost.aborted).toBe(false)
      await held?.release()

      await using killed = await clients[name](server.port)
      const dead = redisStore({ ...killed.connection, key: `${name} ${tests}`, leaseTime: 300 })
      const lease = await dead.lease(never)
      await killed[Symbol.asyncDispose]()
      const next = await stores.other.lease(never)
      expect(next).toBeDefined()
      await vi.waitFor(() => expect(lease?.lost.aborted).toBe(true), 5_000)
      await next?.release()
    })
  })
})
