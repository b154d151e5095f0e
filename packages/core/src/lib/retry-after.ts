import { parseHttpDate } from './http-date.ts'

/**
 * Reads a Retry-After header: seconds or an HTTP date, RFC 9110 §10.2.3.
 *
 * @param wall - now, ms since 1970
 * @returns time to wait, ms; 0 for a date in the past; undefined if the header is missing or unreadable
 */
export function parseRetryAfter(header: string | undefined, wall: number): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000
  const date = parseHttpDate(text)
  return date === undefined ? undefined : Math.max(0, date - wall)
}

/** Checks whether this can be read as a Retry-After header. */
export function isRetryAfter(header: string | undefined): header is string {
  return parseRetryAfter(header, 0) !== undefined
}
