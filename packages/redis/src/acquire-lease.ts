import type { Lease } from '@everbearer/core'
import { holdLease } from './hold-lease.ts'
import { type LeaseContext, release } from './release-lease.ts'
import { textOf, unexpected } from './replies.ts'
import { setUnrefTimer } from './unref-timer.ts'

/** Limits of the pause before a process asks for the lease again, ms. The pause is random, so that processes don't ask at the same time. */
const pause = { least: 100, most: 250 }

/**
 * Waits for the lease (the right of one process to refresh). Asks Redis again after a pause, or after a message that the lease may be free.
 *
 * @returns undefined: the signal has aborted
 */
export async function acquireLease(context: LeaseContext, signal: AbortSignal): Promise<Lease | undefined> {
  const { clock, leaseTime } = context
  const owner = crypto.randomUUID()
  const bell = createBell(context, signal)
  try {
    while (!signal.aborted) {
      const asked = clock.monotonic()
      if (await take(context, owner)) {
        // A lease that came too late is released: the wait has ended, or this process was paused.
        if (!signal.aborted && clock.monotonic() < asked + leaseTime) return holdLease(context, owner, asked)
        await release(context, owner)
      } else await bell.next()
    }
    return undefined
  } finally {
    bell.close()
  }
}

async function take({ run, key, leaseTime }: LeaseContext, owner: string): Promise<boolean> {
  const reply = textOf(await run(['SET', key, owner, 'NX', 'PX', String(leaseTime)], key))
  if (reply !== undefined && reply !== 'OK') throw unexpected()
  return reply === 'OK'
}

interface Bell {
  /**
   * Waits between two requests for the lease: until a pause ends, a message comes, or the signal of `acquireLease()` aborts. If a message
   * came since the last call, resolves at once.
   */
  next(): Promise<void>
  close(): void
}

function createBell({ clock, notices }: LeaseContext, signal: AbortSignal): Bell {
  let isRung = false
  let wake: (() => void) | undefined
  const ring = (): void => {
    isRung = true
    wake?.()
  }
  const leave = notices.onAny(ring)
  signal.addEventListener('abort', ring)
  return {
    async next() {
      const timer = setUnrefTimer(clock, ring, pause.least + Math.random() * (pause.most - pause.least))
      if (!isRung) await new Promise<void>((resolve) => (wake = resolve))
      clock.clearTimeout(timer)
      isRung = false
    },
    close() {
      leave()
      signal.removeEventListener('abort', ring)
    },
  }
}
