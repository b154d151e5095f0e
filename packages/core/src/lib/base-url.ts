import { parseUrl } from './parse-url.ts'

/**
 * Returns the base of relative URLs: the base URL of the page, or the URL of the web worker. Undefined: the code runs in no page or worker.
 * The value is read at each call, because a page can change its base URL with `<base>`.
 *
 * @example
 * ```ts
 * import { baseUrl, parseUrl } from '@everbearer/core/adapter'
 *
 * const url = parseUrl('/orders', baseUrl()) // null outside of pages and workers
 * ```
 * @experimental
 */
export function baseUrl(): string | undefined {
  return globalThis.document?.baseURI ?? globalThis.location?.href
}

/**
 * Returns the origin of the page or worker itself, for the value `'same-origin'` of the option `origins`. A `<base>` does not change this
 * origin. Undefined outside of browsers, in a sandboxed frame and for a page from a file. The value is read at each call, as in `baseUrl`.
 */
export function ownOrigin(): string | undefined {
  const origin = globalThis.origin ?? parseUrl(globalThis.location?.href ?? '')?.origin
  return origin === 'null' ? undefined : origin
}
