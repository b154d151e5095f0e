/** The three forms of RFC 9110 §5.6.7, read loosely. */
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w :-]+$/

/**
 * Reads a Retry-After header: seconds or an HTTP date, RFC 9110 §10.2.3.
 *
 * @param wall - now, ms since 1970
 * @returns how long to wait, ms; 0 for a date in the past; undefined where nothing readable was sent
 */
export function parseRetryAfter(header: string | undefined, wall: number): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000
  if (!httpDate.test(text)) return undefined
  // The asctime form names no zone; it is UTC as the others are, RFC 9110 §5.6.7.
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(date) ? undefined : Math.max(0, date - wall)
}

/** Can this be read as a Retry-After header? */
export function isRetryAfter(header: string | undefined): header is string {
  return parseRetryAfter(header, 0) !== undefined
}
