/** The last heartbeat of a lock's owner. */
export interface Heartbeat {
  readonly owner: string
  /** Modification time of the owner's file, ms since 1970. Each heartbeat changes this time. */
  readonly beat: number
}

/** A heartbeat, and the time for which this process has seen no change of the heartbeat. */
export interface Silence extends Heartbeat {
  /** The time of this process's last check, ms on its monotonic clock. */
  readonly seenAt: number
  /** Time for which this process has seen no change of the heartbeat, ms. */
  readonly observed: number
}

/**
 * Counts the time for which a heartbeat has not changed, by the clock of this process alone. The time between two checks counts as at most
 * `longestGap`. A longer time may mean that the machine slept, so that the owner could send no heartbeat.
 */
export function observe(before: Silence | undefined, seen: Heartbeat, now: number, longestGap: number): Silence {
  if (before === undefined || before.owner !== seen.owner || before.beat !== seen.beat) return { ...seen, seenAt: now, observed: 0 }
  return { ...seen, seenAt: now, observed: before.observed + Math.min(now - before.seenAt, longestGap) }
}
