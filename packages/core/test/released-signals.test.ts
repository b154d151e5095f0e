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

test('a refresh that waited for its lease leaves no listener on the signal of the lease, without AbortSignal.any', async () => {
  const listeners = countListeners()
  const clock = createFakeClock()
  const { signal: lost } = new AbortController()
  const lease = () =>
    new Promise<{ lost: AbortSignal; release(): void }>((resolve) => void clock.setTimeout(() => resolve({ lost, release() {} }), 1_500))
  const world = createWorld({ clock, store: createSharedPlace(clock).open({ lease }), retries: 0 })
  const obtained = world.request()
  await clock.advance(1_400)
  // The wait reads the store five times a second.
  expect([...listeners.values()].filter((count) => count > 3)).toEqual([])
  await clock.advance(100)
  await world.calls[0]!.respond(token(1))
  expect((await obtained).value).toBe('Bearer access-1')
  await flush()
  expect(listeners.get(lost)).toBe(0)
})
