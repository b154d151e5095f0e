/** Largest plausible difference between two clocks, ms. A clock in the wrong time zone differs by less. */
const mostDifference = 86_400_000

/**
 * Returns the time by the server's clock, ms since 1970. If `Date` differs by more than a day, returns this machine's time. Such a `Date`
 * usually comes from a cache, a proxy or a stub.
 *
 * @param date - the `Date` of the response, ms since 1970; undefined: the response has no `Date`
 * @param wall - when the token was requested, ms since 1970 by this machine's clock
 */
export function serverNow(date: number | undefined, wall: number): number {
  return date !== undefined && Math.abs(date - wall) <= mostDifference ? date : wall
}
