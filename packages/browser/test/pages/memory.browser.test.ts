import { createCoordinator, type TokenResponse } from '@everbearer/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { tabStore, type TabStore } from '../../src/index.ts'
import { recordOf } from '../records.ts'

let places = 0

/** Opens stores on one place, each as another page would. The channel of a store is open while somebody listens. */
function createPlace(tokens?: 'memory'): { readonly name: string; open(): TabStore } {
  const name = `memory-${places++}`
  onTestFinished(() => void indexedDB.deleteDatabase(`everbearer:${name}`))
  return {
    name,
    open() {
      const store = tabStore({ name, tokens })
      onTestFinished(store.subscribe(() => {}))
      return store
    },
  }
}

const claim = { owner: 'gone', attempt: 1, at: Date.now() - 60_000, until: Date.now() - 50_000 }

test('a page gets the access token from another page, and no refresh token', async () => {
  const place = createPlace('memory')
  const [first, second] = [place.open(), place.open()]
  await first.save(recordOf(1, { refreshToken: 'refresh-1' }), 0)
  expect(await first.load()).toEqual(recordOf(1, { refreshToken: 'refresh-1' }))
  expect(await second.load()).toEqual(recordOf(1))
})

test('a page whose tokens nobody has obtains its own', async () => {
  const place = createPlace()
  const saver = tabStore({ name: place.name })
  const end = saver.subscribe(() => {})
  await saver.save(recordOf(1, { lifetime: 60_000, issuedAt: Date.now() }), 0)
  end()
  await using auth = createCoordinator({ source: async () => ({ access_token: 'obtained' }), origins: 'any', store: place.open() })
  expect((await auth.getToken()).accessToken).toBe('obtained')
})

test('20 coordinators live from one token', async () => {
  const place = createPlace()
  const source = vi.fn<() => Promise<TokenResponse>>(async () => ({ access_token: 'one-for-all', expires_in: 60 }))
  const auths = Array.from({ length: 20 }, () => createCoordinator({ source, origins: 'any', store: place.open() }))
  const tokens = await Promise.all(auths.map((auth) => auth.getToken()))
  for (const auth of auths) auth.dispose()
  expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(['one-for-all']))
  expect(source).toHaveBeenCalledOnce()
})

test('a logout reaches the coordinator of another page', async () => {
  const place = createPlace()
  const source = async (): Promise<TokenResponse> => ({ access_token: 'for-both', expires_in: 60 })
  const [one, other] = [1, 2].map(() => createCoordinator({ source, origins: 'any', store: place.open() }))
  await one!.getToken()
  await other!.getToken()
  const ended = new Promise((resolve) => other!.on('session-ended', resolve))
  await one!.clear()
  expect(await ended).toEqual({ reason: 'cleared' })
  one!.dispose()
  other!.dispose()
})

test('a page with a refresh token has to choose where tokens live', async () => {
  const store = createPlace().open()
  await expect(store.save(recordOf(1, { refreshToken: 'secret' }), 0)).rejects.toThrow(
    "A page that has a refresh token has to choose where tokens live: tokens: 'memory', or sealed.",
  )
  expect(await store.load()).toBeUndefined()
})

/** Keeps a transaction of a database open, as a slow machine does. */
async function keepBusy(name: string, ms: number): Promise<void> {
  const request = indexedDB.open(`everbearer:${name}`)
  await new Promise((resolve) => request.addEventListener('success', resolve))
  const database = request.result
  const objects = database.transaction('everbearer', 'readwrite').objectStore('everbearer')
  const end = performance.now() + ms
  const goOn = (): void => {
    if (performance.now() < end) objects.get('nothing').addEventListener('success', goOn)
    else database.close()
  }
  goOn()
}

test('a database that is busy for more than a second is not away', async () => {
  const place = createPlace()
  const store = place.open()
  await store.load()
  await keepBusy(place.name, 1_300)
  await using auth = createCoordinator({ source: async () => ({ access_token: 'obtained' }), origins: 'any', store })
  const failed = vi.fn<() => void>()
  auth.on('store-failed', failed)
  await auth.getToken()
  expect(failed).not.toHaveBeenCalled()
})

test('the lock of a holder that no longer runs is stolen, once its claim is old', async () => {
  const place = createPlace()
  const store = tabStore({ name: place.name, refreshTimeout: 1_000 })
  onTestFinished(store.subscribe(() => {}))
  await store.save(recordOf(1, { claim }), 0)
  // Like a frozen page: it holds the lock, and does not reply.
  const robbed = navigator.locks.request(`everbearer:${place.name}`, () => new Promise(() => {})).catch((error: Error) => error.name)
  const lease = await store.lease(new AbortController().signal)
  expect(await robbed).toBe('AbortError')
  expect(lease?.lost.aborted).toBe(false)
  await lease?.release()
})

test.each([
  ['a holder that replies', claim, true],
  ['a claim that is young', { ...claim, at: Date.now() + 60_000 }, false],
  ['no claim', undefined, false],
])('nothing is stolen with %s', async (_case, found, replies) => {
  const place = createPlace()
  const holder = place.open()
  const store = tabStore({ name: place.name, refreshTimeout: 1_000 })
  onTestFinished(store.subscribe(() => {}))
  await store.save(recordOf(1, found && { claim: found }), 0)
  const end = new AbortController()
  const held = replies ? await holder.lease(end.signal) : undefined
  if (!replies)
    void navigator.locks.request(`everbearer:${place.name}`, () => new Promise((free) => end.signal.addEventListener('abort', free)))
  const waiting = store.lease(end.signal)
  const outcome = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 3_500, 'waits'))])
  expect(outcome).toBe('waits')
  end.abort(new Error('over'))
  await expect(waiting).rejects.toThrow('over')
  if (held) await held.release()
})

/** The browser tells a page of these by events. The tabs of a real browser are in `internal/tabs`. */
const freeze = (): boolean => document.dispatchEvent(new Event('freeze'))

test('a page that is frozen gives its lock up, unless it has a claim', async () => {
  const store = createPlace().open()
  const { signal } = new AbortController()
  const first = await store.lease(signal)
  freeze()
  expect(first?.lost.aborted).toBe(true)
  const second = await store.lease(signal)
  await store.save(recordOf(1, { claim }), 0)
  freeze()
  expect(second?.lost.aborted).toBe(false)
  await store.save(recordOf(2), 1)
  freeze()
  expect(second?.lost.aborted).toBe(true)
})

test('a page in the back/forward cache hears nothing, and reads the record again when it returns', async () => {
  const place = createPlace()
  const [store, other] = [place.open(), place.open()]
  const listener = vi.fn<() => void>()
  store.subscribe(listener)
  // Both stores are in this page: the other one opens its channel again.
  dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
  const third = place.open()
  await third.save(recordOf(1), 0)
  expect(listener).not.toHaveBeenCalled()
  dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  expect(listener).toHaveBeenCalled()
  expect(await other.load()).toEqual(recordOf(1))
})
