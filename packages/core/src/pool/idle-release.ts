import type { Clock } from '../lib/clock.ts'
import { createUnrefClock } from '../lib/unref-clock.ts'
import type { Member } from './member.ts'

/** Removes the coordinators from a pool that `for()` has not returned in the last `idle` ms. */
export interface IdleRelease {
  /**
   * Releases the members that are idle now, and sets the timer. Called after each use, because timers may not run between requests: some
   * platforms stop the process between requests.
   */
  check(): void
  /** Stops the timer for the next release. */
  stop(): void
}

export interface IdleReleaseOptions {
  readonly idle: number
  readonly clock: Clock
  /** The members of the pool. The least recently used member comes first. */
  readonly members: () => Iterable<Member>
  readonly release: (member: Member) => void
}

export function createIdleRelease({ idle, clock: given, members, release }: IdleReleaseOptions): IdleRelease {
  // Nobody waits for this timer, so it never keeps the process alive.
  const clock = createUnrefClock(given)
  let timer: { readonly id: unknown } | undefined

  return {
    check: releaseIdle,
    stop() {
      if (timer !== undefined) clock.clearTimeout(timer.id)
      timer = undefined
    },
  }

  function releaseIdle(): void {
    for (const member of members()) {
      if (!isIdle(member)) break
      if (!member.isReleasing) void releaseWhenDone(member)
    }
    arm()
  }

  /**
   * Releases an idle member after its work in progress. Until then, the coordinator stays in the pool, so that the account never has two
   * coordinators at the same time.
   */
  async function releaseWhenDone(member: Member): Promise<void> {
    member.isReleasing = true
    await member.session.idle()
    member.isReleasing = false
    if (isIdle(member)) release(member)
    arm()
  }

  function arm(): void {
    if (timer !== undefined) return
    for (const { lastUse, isReleasing } of members()) {
      if (isReleasing) continue
      timer = { id: clock.setTimeout(ring, Math.max(0, lastUse + idle - clock.monotonic())) }
      return
    }
  }

  function ring(): void {
    timer = undefined
    releaseIdle()
  }

  function isIdle({ lastUse }: Member): boolean {
    return clock.monotonic() - lastUse >= idle
  }
}
