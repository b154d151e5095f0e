/**
 * What the platform resolves relative URLs against: in a page its `<base>`, in a worker the worker's own address, else nothing.
 * Read at each call, as pages change both.
 */
export function baseUrl(): string | undefined {
  return globalThis.document?.baseURI ?? globalThis.location?.href
}

/**
 * The origin of the page or worker itself, whatever its `<base>` says: what same-origin means. Undefined where there is none, as outside
 * of browsers, in a sandboxed frame or for a file. Read at each call, as `baseUrl` is.
 */
export function ownOrigin(): string | undefined {
  const origin = globalThis.origin ?? URL.parse(globalThis.location?.href ?? '')?.origin
  return origin === 'null' ? undefined : origin
}
