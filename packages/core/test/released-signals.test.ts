import { afterEach, expect, test, vi } from 'vitest'
import { createFakeClock, flush } from './fake-clock.ts'
import { createSharedPlace } from './shared-place.ts'
import { createWorld, token } from './world.ts'

/** Counts the listeners of each signal, on a platform without `AbortSignal.any`. */
function countListeners(): ReadonlyMap<EventTarget, number> {
  const listeners = new Map<EventTarget, number>()
  const { prototype } = AbortSignal
  vi.stubGlobal('AbortSignal', {})
  for (const [method, change] of [
    ['addEventListener', 1],
    ['removeEventListener', -1],
  ] as const) {
    const own = prototype[method]
    vi.spyOn(prototype, method).mockImplementation(function count(this: AbortSignal, ...args: Parameters<typeof own>) {
      listeners.set(this, (listeners.get(this) ?? 0) + change)
      own.apply(this, args)
    })
  }
  return listeners
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('no signal keeps a listener after a refresh that waited for its lease, without AbortSignal.any', async () => {
  const listeners = countListeners()
  const clock = createFakeClock()
  const place = createSharedPlace(clock)
  const lost = new AbortController().signal
  const start = (lease: () => Promise<{ lost: AbortSignal; release(): void }>) =>
    createWorld({ clock, store: place.open({ lease }), retries: 0 })
  const world = start(() => new Promise((resolve) => void clock.setTimeout(() => resolve({ lost, release() {} }), 500)))
  const obtained = world.request()
  await clock.advance(600)
  await world.calls[0]!.respond({ ...token(1), refresh_token: 'refresh-1' })
  expect((await obtained).value).toBe('Bearer access-1')
  await clock.advance(3_600_000)
  const refreshed = world.request()
  await clock.advance(600)
  await world.calls.at(-1)!.respond(token(2))
  await flush()
  expect(world.calls.map(({ grant }) => grant)).toEqual(['obtain', 'refresh'])
  expect((await refreshed).value).toBe('Bearer access-2')
  expect(listeners.get(lost)).toBe(0)
  expect([...listeners].filter(([signal, count]) => count > 0 && !(signal as AbortSignal).aborted)).toEqual([])
})
