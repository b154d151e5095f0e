import { parseHttpDate } from '../lib/http-date.ts'

/** A registered symbol: another copy of this package reads it, too. */
const serverDate: unique symbol = Symbol.for('@everbearer/core: server date') as never

/**
 * Notes on a token response when the server sent the response, by its `Date` header (RFC 9110 §6.6.1). For sources that
 * give parsed JSON. Core then compares the `exp` of a JWT with the clock of the server, where `expires_in` is missing.
 *
 * No printing, JSON or copy of the response shows the note. A header that is missing or no HTTP date is ignored.
 *
 * @param header - value of the `Date` header, in whatever type a client has for headers
 * @returns the same response
 *
 * @example
 * ```ts
 * import axios from 'axios'
 * import type { TokenSourceFunction } from '@everbearer/core'
 * import { withServerDate } from '@everbearer/core/adapter'
 *
 * export const source: TokenSourceFunction = async ({ signal }) => {
 *   const { data, headers } = await axios.post('/session/token', undefined, { signal })
 *   return withServerDate(data, headers['date'])
 * }
 * ```
 * @experimental
 */
export function withServerDate<Setup>(response: Setup, header: unknown): Setup {
  const date = typeof header === 'string' ? parseHttpDate(header) : undefined
  return date === undefined ? response : note(response, date)
}

/** Copies the note of a response to what the response was made into. */
export function withServerDateOf<Setup>(response: Setup, from: unknown): Setup {
  const date = serverDateOf(from)
  return date === undefined ? response : note(response, date)
}

/** When the server sent this response, by its own clock: ms since 1970. */
export function serverDateOf(response: unknown): number | undefined {
  return (response as { readonly [serverDate]?: number } | null | undefined)?.[serverDate]
}

/** What can't take the note, as a frozen object, goes without. */
function note<Setup>(response: Setup, date: number): Setup {
  if (typeof response === 'object' && response !== null) Reflect.defineProperty(response, serverDate, { value: date, configurable: true })
  return response
}
