import { anySignal } from '../lib/abort.ts'
import type { Clock } from '../lib/clock.ts'
import type { Lease } from '../token/store.ts'
import type { LeaseWait, LoadedRecord, SessionStore } from './session-store.ts'

/** Time between two reads of the store during a wait, ms. */
const pollInterval = 200

/** The functions and the clock that a wait for a lease uses. */
export interface LeaseAccess {
  /** Asks the store for a lease, the right to refresh. Resolves with undefined if the store fails, or gives no lease. */
  readonly ask: (signal: AbortSignal) => Promise<Lease | undefined>
  /** Ends a lease. */
  readonly release: (lease: Lease) => void
  readonly load: () => Promise<LoadedRecord>
  readonly waitForChange: SessionStore['waitForChange']
  readonly clock: Clock
}

/**
 * Waits for a lease (the right to refresh while no other process refreshes). The wait ends without a lease after `longest`, or if the store
 * can't be read. The wait also ends if the store has a newer token, or shows that the session is over. A lease that comes after the end of
 * the wait is released at once.
 */
export async function waitForLease(
  signal: AbortSignal,
  { longest, isOver }: LeaseWait,
  { ask, release, load, waitForChange, clock }: LeaseAccess,
): Promise<Lease | undefined> {
  const first = await load()
  if (first === undefined || isOver(first.fromStore)) return undefined
  const end = clock.monotonic() + longest
  const given = new AbortController()
  const noMore = new AbortController()
  let lease: Lease | undefined
  void ask(anySignal([signal, noMore.signal])).then((granted) => {
    if (noMore.signal.aborted || signal.aborted) return granted && release(granted)
    lease = granted
    return given.abort()
  })
  const ended = anySignal([signal, given.signal])
  while (!ended.aborted && clock.monotonic() < end) {
    await waitForChange(Math.min(pollInterval, end - clock.monotonic()), ended)
    if (ended.aborted) break
    const loaded = await load()
    if (loaded === undefined || isOver(loaded.fromStore)) break
  }
  noMore.abort()
  if (lease !== undefined && signal.aborted) {
    release(lease)
    return undefined
  }
  return lease
}
