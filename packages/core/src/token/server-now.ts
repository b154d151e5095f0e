/** Most by which clocks differ where nobody notices, ms: a clock that is set to the wrong time zone is off by less. */
const mostDifference = 86_400_000

/**
 * What the clock of the server says, ms since 1970. A `Date` that is further away than a day comes from a cache, a proxy or
 * a stub more often than from a clock: then the clock of this machine counts.
 *
 * @param date - of the response, ms since 1970; undefined where there is none
 * @param wall - when the token was asked for, by the clock of this machine
 */
export function serverNow(date: number | undefined, wall: number): number {
  return date !== undefined && Math.abs(date - wall) <= mostDifference ? date : wall
}
