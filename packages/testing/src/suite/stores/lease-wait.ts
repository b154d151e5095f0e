import type { Lease, TokenStore } from '@everbearer/core'
import { check } from '../assert.ts'

/** A wait for a store's lease (the right of one process to refresh). */
export interface LeaseWait {
  /** Returns the lease that the store gave; undefined: the store has given no lease. */
  current(): Lease | undefined
  abort(): void
  /** Resolves when the wait has ended, with or without a lease. */
  ended(): Promise<Lease | undefined>
  /** Resolves with the lease. @throws {Error} the store gave no lease */
  granted(): Promise<Lease>
  /** Aborts the wait, and releases the lease if it was not released before. */
  end(): Promise<void>
}

export function waitForLease(store: TokenStore, given?: AbortSignal): LeaseWait {
  const controller = new AbortController()
  const signal = given ?? controller.signal
  let lease: Lease | undefined
  let isReleased = false
  const wait = (async (): Promise<Lease | undefined> => {
    const raw = (await store.lease!(signal)) ?? undefined
    if (raw === undefined) return undefined
    lease = {
      lost: raw.lost,
      release() {
        isReleased = true
        return raw.release()
      },
    }
    return lease
  })()
  const ended = wait.catch(() => undefined)

  return {
    current: () => lease,
    abort: () => controller.abort(new Error('the wait is over')),
    ended: () => ended,
    async granted() {
      const held = await wait
      check(held !== undefined, 'the store gave no lease')
      check(!held.lost.aborted, 'the lease was lost before it was given')
      return held
    },
    async end() {
      controller.abort(new Error('the check is over'))
      await ended
      if (lease !== undefined && !isReleased) await lease.release()
    },
  }
}
