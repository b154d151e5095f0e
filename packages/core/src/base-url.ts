/**
 * What the platform resolves relative URLs against: in a page its `<base>`, in a worker the worker's own address, else nothing.
 * Read at each call, as pages change both.
 */
export function baseUrl(): string | undefined {
  return globalThis.document?.baseURI ?? globalThis.location?.href
}
