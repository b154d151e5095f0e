import type { Authorization } from '../session/active-token.ts'

type GivenHeaders = NonNullable<Parameters<typeof fetch>[1]>['headers']

/** A copy of headers, as `Headers` or as a plain object. Both can be read several times, unlike an iterator. */
export type HeadersCopy = Headers | Record<string, string>

/** Copies a plain object to a plain object, which fetch reads fastest, and any iterable value to `Headers`. */
export function copyHeaders(headers: GivenHeaders | null): HeadersCopy {
  return headers != null && Symbol.iterator in headers ? new Headers(headers) : { ...headers }
}

/**
 * Checks whether headers contain this name, in upper or lower case.
 *
 * @param headers - a `Headers`, or an object whose keys are header names
 *
 * @example
 * ```ts
 * import { hasHeader } from '@everbearer/core/adapter'
 *
 * console.log(hasHeader({ authorization: 'Basic YTpi' }, 'Authorization')) // true
 * ```
 * @experimental
 */
export function hasHeader(headers: object, name: string): boolean {
  if (headers instanceof Headers) return headers.has(name)
  for (const key in headers) if (key.length === name.length && key.toLowerCase() === name.toLowerCase()) return true
  return false
}

/**
 * Adds the headers of an authorization to a copy of the caller's headers. The first attempt may change `copy`, because only this request
 * uses the copy. A replay gets a new copy, so that the headers of earlier attempts stay unchanged. Every authorization of a request has the
 * same header names, so a replay replaces the old token.
 */
export function withToken(copy: HeadersCopy, { headers, attempt }: Authorization): HeadersCopy {
  if (copy instanceof Headers) {
    const sent = attempt > 1 ? new Headers(copy) : copy
    for (const name in headers) sent.set(name, headers[name]!)
    return sent
  }
  const sent = attempt > 1 ? { ...copy } : copy
  for (const name in headers) sent[name] = headers[name]!
  return sent
}
