import { longestLifetime, shortestLifetime } from './jwt-expiry.ts'

/** Smallest number that means ms since 1970 (a moment in 1973). Smaller numbers mean s since 1970 (up to the year 5138). */
const leastMilliseconds = 1e11
/** The pattern of a date and time without a zone. Such a time is in UTC, as a server can't mean the zone of this machine. */
const withoutZone = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]*$/

/**
 * Returns the time until a moment, ms. The moment is a Date, a date in a string, or s or ms since 1970. The number may be in a string. A
 * date and time without a zone are in UTC.
 *
 * @param wall - now, ms since 1970
 * @returns undefined: `end` is no moment, or is less than a second away. In the second case, this machine's clock is probably wrong.
 */
export function timeLeft(end: unknown, wall: number): number | undefined {
  const left = momentOf(end) - wall
  return left >= shortestLifetime ? Math.min(left, longestLifetime) : undefined
}

function momentOf(end: unknown): number {
  if (end instanceof Date) return end.getTime()
  const text = typeof end === 'string' ? end.trim() : ''
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : end
  if (typeof number === 'number') return number < leastMilliseconds ? number * 1000 : number
  return Date.parse(withoutZone.test(text) ? `${text.replace(' ', 'T')}Z` : text)
}
