import { longestLifetime, shortestLifetime } from './jwt-expiry.ts'

/** Below, a number counts s since 1970 (up to the year 5138); from here on ms (from 1973). */
const leastMilliseconds = 1e11
/** As servers write it whose clock is UTC. They can't mean the zone of this machine. */
const withoutZone = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]*$/

/**
 * What is left until a moment: a Date, a date in a string, or s or ms since 1970, as a number or in a string. A date and
 * time without a zone are UTC.
 *
 * @param wall - now, ms since 1970
 * @returns ms; undefined where `end` is none of these, or is over within a second by this machine's clock (which then can't be
 * trusted to judge it)
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
