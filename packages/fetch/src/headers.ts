import type { Authorization } from '@everbearer/core'

/** Headers as fetch takes them, in any of its shapes. */
export type HeadersInput = ConstructorParameters<typeof Headers>[0]

/** The two shapes that can be read more than once. */
export type HeadersCopy = Headers | Readonly<Record<string, string>>

/** A copy of the caller's headers. A plain object stays one: that is the quickest to send. */
export function copyHeaders(headers: HeadersInput | null): HeadersCopy {
  return headers != null && Symbol.iterator in headers ? new Headers(headers) : { ...headers }
}

export function hasHeader(headers: HeadersCopy, name: string): boolean {
  if (headers instanceof Headers) return headers.has(name)
  return Object.keys(headers).some((key) => key.toLowerCase() === name.toLowerCase())
}

export function withHeader(headers: HeadersCopy, { header, value }: Authorization): HeadersCopy {
  if (!(headers instanceof Headers)) return { ...headers, [header]: value }
  const copy = new Headers(headers)
  copy.set(header, value)
  return copy
}
