/** The sign of life of a lock's owner. */
export interface Heartbeat {
  readonly owner: string
  /** Changes with each heartbeat: the time of the file, ms since 1970. */
  readonly beat: number
}

/** For how long this process has seen no change of a heartbeat. */
export interface Silence extends Heartbeat {
  /** When this process looked last, ms on its monotonic clock. */
  readonly seenAt: number
  /** Time without a change, ms. */
  readonly observed: number
}

/**
 * Counts the time in which a heartbeat did not change, by this process's own clock: the clocks of others don't matter. One pause between
 * two looks counts for at most `longestGap`: this process may have been stopped in it, and the owner with it.
 */
export function observe(before: Silence | undefined, seen: Heartbeat, now: number, longestGap: number): Silence {
  if (before === undefined || before.owner !== seen.owner || before.beat !== seen.beat) return { ...seen, seenAt: now, observed: 0 }
  return { ...seen, seenAt: now, observed: before.observed + Math.min(now - before.seenAt, longestGap) }
}
