/** The last heartbeat of a lock's owner. */
export interface Heartbeat {
  readonly owner: string
  /** The time of the owner's file, ms since 1970. It changes with each heartbeat. */
  readonly beat: number
}

/** A heartbeat, and the time for which this process has seen no change of the heartbeat. */
export interface Silence extends Heartbeat {
  /** The time of this process's last check, ms on its monotonic clock. */
  readonly seenAt: number
  /** Time without a change, ms. */
  readonly observed: number
}

/**
 * Counts the time for which a heartbeat has not changed. It uses only the clock of this process. The time between two checks counts for at
 * most `longestGap`: this process may have been stopped meanwhile, and the owner, too.
 */
export function observe(before: Silence | undefined, seen: Heartbeat, now: number, longestGap: number): Silence {
  if (before === undefined || before.owner !== seen.owner || before.beat !== seen.beat) return { ...seen, seenAt: now, observed: 0 }
  return { ...seen, seenAt: now, observed: before.observed + Math.min(now - before.seenAt, longestGap) }
}
