import { expect, it } from 'vitest'
import { createPlayServer } from '../../server/play-server.ts'
import { createMemory } from '../../worker/memory.ts'

/** As much of the platform's caches as the worker's memory uses. Each write waits for `hold`. */
function createCaches(): { caches: CacheStorage; names: () => string[]; writes: () => number; hold: (until: Promise<void>) => void } {
  const stores = new Map<string, Map<string, string>>()
  let writes = 0
  let held = Promise.resolve()
  const open = async (name: string): Promise<object> => {
    const store = stores.get(name) ?? new Map<string, string>()
    stores.set(name, store)
    return {
      match: async (key: string) => (store.has(key) ? new Response(store.get(key)) : undefined),
      put: async (key: string, response: Response) => {
        await held
        writes++
        store.set(key, await response.text())
      },
    }
  }
  const caches = { open, keys: async () => Array.from(stores.keys()), delete: async (name: string) => stores.delete(name) }
  return {
    caches: caches as unknown as CacheStorage,
    names: () => Array.from(stores.keys()),
    writes: () => writes,
    hold: (until) => void (held = until),
  }
}

function createServer(): ReturnType<typeof createPlayServer> {
  const server = createPlayServer({ now: () => 0, random: () => '1' })
  const body = JSON.stringify({ kind: 'sign-in', user: 'A' })
  server.respond({ method: 'POST', path: 'a/control', authorization: undefined, body, arrived: 0 })
  return server
}

it('gives back what was saved', async () => {
  const { caches } = createCaches()
  expect(await createMemory(caches, 'one').load()).toBeUndefined()
  const server = createServer()
  await createMemory(caches, 'one').save(server)
  expect(await createMemory(caches, 'one').load()).toEqual(server.snapshot())
})

it("forgets another version's memory, and leaves other caches alone", async () => {
  const { caches, names } = createCaches()
  await caches.open('of the site')
  await createMemory(caches, 'one').save(createServer())
  expect(await createMemory(caches, 'two').load()).toBeUndefined()
  expect(names()).toEqual(['of the site', 'everbearer-playground:two'])
})

it('saves once more for all calls that come during a save', async () => {
  const { caches, writes, hold } = createCaches()
  const { promise, resolve } = Promise.withResolvers<void>()
  hold(promise)
  const memory = createMemory(caches, 'one')
  const server = createServer()
  const saves = [memory.save(server)]
  await new Promise<void>(queueMicrotask)
  saves.push(memory.save(server), memory.save(server), memory.save(server))
  resolve()
  await Promise.all(saves)
  expect(writes()).toBeLessThanOrEqual(2)
})

it('saves again after a save that failed', async () => {
  const { caches, hold } = createCaches()
  hold(Promise.reject(new Error('the disk is full')))
  const memory = createMemory(caches, 'one')
  const server = createServer()
  await expect(memory.save(server)).rejects.toThrow('full')
  hold(Promise.resolve())
  await memory.save(server)
  expect(await memory.load()).toEqual(server.snapshot())
})
