import { parseUrl } from './parse-url.ts'

/**
 * The base of relative URLs: in a page its base URL, which `<base>` can set; in a worker its own URL; else undefined.
 * Read at each call, as pages change both.
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
 * The origin of the page or worker itself, which `same-origin` means, whatever its `<base>` says. Undefined outside of browsers, in a
 * sandboxed frame and for a file. Read at each call, as `baseUrl` is.
 */
export function ownOrigin(): string | undefined {
  const origin = globalThis.origin ?? parseUrl(globalThis.location?.href ?? '')?.origin
  return origin === 'null' ? undefined : origin
}
