import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, engineNames } from '../engine.ts'
import { launchOrSkip } from '../launch-or-skip.ts'
import { type PageServer, servePage } from './page-server.ts'

let server: PageServer
beforeAll(async () => void (server = await servePage()))
afterAll(() => server[Symbol.asyncDispose]())

/** Resolves to the numbers that were stored, the numbers that came by the channel, and whether somebody holds the lock. */
const share = `(async () => {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open('numbers')
    request.onupgradeneeded = () => request.result.createObjectStore('numbers', { autoIncrement: true })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const store = database.transaction('numbers', 'readwrite').objectStore('numbers')
  store.add(1)
  const stored = await new Promise((resolve) => (store.getAll().onsuccess = ({ target }) => resolve(target.result)))
  database.close()
  globalThis.received = new Promise((resolve) => (new BroadcastChannel('numbers').onmessage = ({ data }) => resolve(data)))
  const isHeld = await navigator.locks.request('numbers', { ifAvailable: true }, (lock) => lock === null)
  if (!isHeld) navigator.locks.request('numbers', () => new Promise(() => {}))
  const before = document.cookie
  document.cookie = 'number=1'
  return { stored, isHeld, before }
})()`

describe.each(engineNames)('%s', (name) => {
  let engine: Engine | undefined
  const start = async (skip: (note: string) => never): Promise<Engine> => (engine ??= await launchOrSkip(name, skip))
  afterAll(() => engine?.[Symbol.asyncDispose]())

  it('evaluates an expression: a copy of its value, of the value of its promise, or its error', async ({ skip }) => {
    const tab = await (await start(skip)).openTab(server.url)
    expect(await tab.evaluate('({ a: [1, null, "text"], b: undefined })')).toEqual({ a: [1, null, 'text'] })
    expect(await tab.evaluate('new Promise((resolve) => setTimeout(() => resolve(7), 5)) // seven')).toBe(7)
    expect(await tab.evaluate('undefined')).toBeUndefined()
    await expect(tab.evaluate('Promise.reject(new TypeError("no"))')).rejects.toThrow('in the page: TypeError: no')
    await expect(tab.evaluate('new Promise(() => {})', 100)).rejects.toThrow('no value within 100 ms')
    await expect(tab.evaluate('(location.href = "/other", new Promise(() => {}))', 2_000)).rejects.toThrow(/left|destroyed|no value/)
  })

  it('opens visible tabs that share cookies, IndexedDB, locks and channels', async ({ skip }) => {
    const open = await start(skip)
    const [first, second] = [await open.openTab(server.url), await open.openTab(server.url)]
    expect(await first.evaluate(share)).toEqual({ stored: [1], isHeld: false, before: '' })
    expect(await second.evaluate(share)).toEqual({ stored: [1, 1], isHeld: true, before: 'number=1' })
    await second.evaluate('new BroadcastChannel("numbers").postMessage(3)')
    expect(await first.evaluate('received')).toBe(3)
    expect([await first.evaluate('document.visibilityState'), await second.evaluate('document.visibilityState')]).toEqual([
      'visible',
      'visible',
    ])
    await first.close()
    await expect.poll(() => second.evaluate('navigator.locks.query().then(({ held }) => held.length)')).toBe(0)
    await second.close()
  })

  it('evaluates in a tab while another tab has an evaluation under way', async ({ skip }) => {
    const open = await start(skip)
    const [first, second] = await Promise.all([open.openTab(server.url), open.openTab(server.url)])
    const waiting = first.evaluate('new Promise((resolve) => (globalThis.end = resolve))')
    expect(await second.evaluate('location.pathname')).toBe('/')
    await first.evaluate('end(1)')
    expect(await waiting).toBe(1)
  })

  it('reloads a page, and goes back to one that the engine has kept', async ({ skip }) => {
    const tab = await (await start(skip)).openTab(`${server.url}/first`)
    await tab.evaluate('globalThis.isKept = true')
    await tab.goto(`${server.url}/second`)
    await tab.back()
    expect(await tab.evaluate('[location.pathname, isKept, events.filter((name) => name.startsWith("page"))]')).toEqual([
      '/first',
      true,
      ['pageshow', 'pagehide persisted', 'pageshow persisted'],
    ])
    await tab.reload()
    expect(await tab.evaluate('[location.pathname, "isKept" in globalThis]')).toEqual(['/first', false])
  })

  it('freezes, thaws and crashes a tab, or says why it cannot', async ({ skip }) => {
    const started = await start(skip)
    const tab = await started.openTab(server.url)
    const { freeze = 'done', crash = 'done' } = started.limits
    const timer = 'new Promise((resolve) => setTimeout(resolve))'
    expect([await outcome(tab.freeze()), await outcome(tab.evaluate(timer, 300))]).toEqual([
      freeze,
      freeze === 'done' ? 'in the page: no value within 300 ms' : 'done',
    ])
    expect(await outcome(tab.thaw())).toBe(freeze)
    expect(await tab.evaluate('events')).toEqual(freeze === 'done' ? ['pageshow', 'freeze', 'resume'] : ['pageshow'])
    expect(await outcome(tab.crash())).toBe(crash)
    expect((await outcome(tab.evaluate('1', 300))) === 'done').toBe(crash !== 'done')
  })
})

/** The message of the error that something rejects with. */
function outcome(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => 'done',
    (error: Error) => error.message,
  )
}
