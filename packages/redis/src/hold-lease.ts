import { type Lease, StoreError } from '@everbearer/core'
import { type LeaseContext, release } from './release-lease.ts'
import { integerOf } from './replies.ts'
import { evaluate, extendScript } from './scripts.ts'
import { setUnrefTimer } from './unref-timer.ts'

/**
 * Renews a lease every third of its time. The lease is lost when another process holds it, or when no renewal was confirmed before its
 * end by this process's monotonic clock: a process that was paused finds its lease lost.
 *
 * @param owner - the value of the lease's key
 * @param asked - when the lease was asked for, ms on the monotonic clock: it lives from then on at least
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

  /** The last of three timers falls on the end. */
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
      // Renewed again at the next third.
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
