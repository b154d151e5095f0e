import type { Authorization } from '@everbearer/core'

/** Headers as fetch takes them, in any of its shapes. */
export type HeadersLike = ConstructorParameters<typeof Headers>[0]

/** Does the caller set this header? */
export function hasHeader(headers: HeadersLike, name: string): boolean {
  if (headers == null) return false
  if (isIterable(headers)) return new Headers(headers).has(name)
  return Object.keys(headers).some((key) => key.toLowerCase() === name.toLowerCase())
}

/** The caller's headers and the token; those of the caller are left as they are. */
export function withAuthorization(headers: HeadersLike, { header, value }: Authorization): NonNullable<HeadersLike> {
  if (!isIterable(headers)) return { ...headers, [header]: value }
  const copy = new Headers(headers)
  copy.set(header, value)
  return copy
}

function isIterable(headers: HeadersLike): headers is Headers | [string, string][] {
  return headers != null && Symbol.iterator in headers
}
