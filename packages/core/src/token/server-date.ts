import { parseHttpDate } from '../lib/http-date.ts'

/** The key of the note that has the server's `Date` of a response. A registered symbol is the same in every copy of this package. */
const serverDate: unique symbol = Symbol.for('@everbearer/core: server date') as never

/**
 * Notes the server's `Date` header on a token response, RFC 9110 §6.6.1. For sources that return parsed JSON. If `expires_in` is missing,
 * core then compares the `exp` of a JWT with the server's clock.
 *
 * `console.log` and `JSON.stringify` do not show the note, and a copy of the response lacks the note. A missing header, or a value that is
 * no HTTP date, is ignored.
 *
 * @param header - value of the `Date` header, of any type that a client uses for headers
 * @returns the same response object
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
export function withServerDate<Body>(response: Body, header: unknown): Body {
  const date = typeof header === 'string' ? parseHttpDate(header) : undefined
  return date === undefined ? response : note(response, date)
}

/** Copies the note of the server's `Date` from a response to the object that was made from that response. */
export function withServerDateOf<Body>(response: Body, from: unknown): Body {
  const date = serverDateOf(from)
  return date === undefined ? response : note(response, date)
}

/** Returns the moment at which the server sent this response, ms since 1970 by the server's clock. Undefined: the response has no note. */
export function serverDateOf(response: unknown): number | undefined {
  return (response as { readonly [serverDate]?: number } | null | undefined)?.[serverDate]
}

/** Notes the server's `Date` on a response. A response that can't take the note, such as a frozen object, is returned without the note. */
function note<Body>(response: Body, date: number): Body {
  if (typeof response === 'object' && response !== null) Reflect.defineProperty(response, serverDate, { value: date, configurable: true })
  return response
}
