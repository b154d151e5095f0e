/** A loose pattern for the three date formats of RFC 9110 §5.6.7. */
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w :-]+$/

/** Reads an HTTP date, RFC 9110 §5.6.7. Returns ms since 1970, or undefined if the text is no such date. */
export function parseHttpDate(text: string): number | undefined {
  if (!httpDate.test(text)) return undefined
  // The asctime format has no zone. All three formats are in UTC.
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(date) ? undefined : date
}
