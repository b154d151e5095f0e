/** The three forms of RFC 9110 §5.6.7, read loosely. */
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w :-]+$/

/** Reads an HTTP date, RFC 9110 §5.6.7. Returns ms since 1970; undefined where the text is no such date. */
export function parseHttpDate(text: string): number | undefined {
  if (!httpDate.test(text)) return undefined
  // The asctime form names no zone; it is UTC as the others are.
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(date) ? undefined : date
}
