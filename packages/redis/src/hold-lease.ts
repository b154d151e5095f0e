import { type Lease, StoreError } from '@everbearer/core'
import { type LeaseContext, release } from './release-lease.ts'
import { integerOf } from './replies.ts'
import { evaluate, extendScript } from './scripts.ts'
import { setUnrefTimer } from './unref-timer.ts'

/**
 * Keeps a lease (the right of one process to refresh) by a renewal three times in each lease time. The lease is lost when Redis no longer
 * has this owner's lease, or when the lease time ends before Redis confirms a renewal. The end is counted on this process's monotonic
 * clock, so a process that was paused loses its lease.
 *
 * @param owner - the value of the lease's key in Redis
 * @param asked - the time when this process asked for the lease, ms on the monotonic clock. The lease time starts then or later
 */
export function holdLease(context: LeaseContext, owner: string, asked: number): Lease {
  const { run, clock, leaseTime, key } = context
  const lost = new AbortController()
  let end = asked + leaseTime
  let isOver = false
  let isRenewing = false
  let timer = arm()

  return {
    lost: lost.signal,
    async release() {
      stop()
      await release(context, owner)
    },
  }

  /** Starts the timer for the next renewal or, if that comes first, for the end of the lease. */
  function arm(): unknown {
    return setUnrefTimer(clock, tick, Math.max(0, Math.min(leaseTime / 3, end - clock.monotonic())))
  }

  function tick(): void {
    if (isOver) return
    if (clock.monotonic() >= end) return lose()
    if (!isRenewing) void renew()
    timer = arm()
  }

  async function renew(): Promise<void> {
    isRenewing = true
    const began = clock.monotonic()
    try {
      const isOurs = integerOf(await run(evaluate(extendScript, key, owner, String(leaseTime)), key)) === 1
      if (isOurs) end = began + leaseTime
      else lose()
    } catch {
      // The next timer tries again.
    } finally {
      isRenewing = false
    }
  }

  function lose(): void {
    if (isOver) return
    stop()
    lost.abort(new StoreError('The lease was lost.'))
  }

  function stop(): void {
    isOver = true
    clock.clearTimeout(timer)
  }
}
