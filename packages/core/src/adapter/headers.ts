import type { Authorization } from '../session/active-token.ts'

type GivenHeaders = NonNullable<Parameters<typeof fetch>[1]>['headers']

/** Headers in the two shapes that can be read more than once. */
export type HeadersCopy = Headers | Record<string, string>

/** A plain object stays one: that is the quickest to send. */
export function copyHeaders(headers: GivenHeaders | null): HeadersCopy {
  return headers != null && Symbol.iterator in headers ? new Headers(headers) : { ...headers }
}

/** Is there a header of this name, in whatever case? */
export function hasHeader(headers: object, name: string): boolean {
  if (headers instanceof Headers) return headers.has(name)
  for (const key in headers) if (key.length === name.length && key.toLowerCase() === name.toLowerCase()) return true
  return false
}

/** Headers with a token. The copy is ours, so the first attempt can have it as it is; what it was sent with stays what it was. */
export function withToken(copy: HeadersCopy, { header, value, attempt }: Authorization): HeadersCopy {
  if (copy instanceof Headers) {
    const sent = attempt > 1 ? new Headers(copy) : copy
    sent.set(header, value)
    return sent
  }
  const sent = attempt > 1 ? { ...copy } : copy
  sent[header] = value
  return sent
}
