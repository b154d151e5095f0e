/** Largest plausible difference between the server's clock and this machine's clock, ms. A wrong time zone makes a smaller difference. */
const mostDifference = 86_400_000

/**
 * Returns the time by the server's clock, ms since 1970. If `date` differs from this machine's time by more than a day, this
 * machine's time is returned. Such a `date` usually comes from a cache, a proxy or a stub.
 *
 * @param date - the `Date` of the response, ms since 1970; undefined: the response has no `Date`, so `wall` is returned
 * @param wall - when the token was requested, ms since 1970 by this machine's clock
 */
export function serverNow(date: number | undefined, wall: number): number {
  return date !== undefined && Math.abs(date - wall) <= mostDifference ? date : wall
}
