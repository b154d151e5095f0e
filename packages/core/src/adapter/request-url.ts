import { baseUrl } from '../lib/base-url.ts'
import { parseUrl } from '../lib/parse-url.ts'

type Input = Parameters<typeof fetch>[0]

/** Returns the input of fetch if it is a Request, of any implementation. fetch converts all other inputs to strings. */
export function requestOf(input: Input): Request | undefined {
  if (typeof input !== 'object') return undefined
  return input instanceof Request || Object.prototype.toString.call(input) === '[object Request]' ? (input as Request) : undefined
}

/**
 * Returns the URL that fetch sends a Request to. Fields of the instance and getters of a subclass are ignored, because fetch ignores them,
 * too. Otherwise, the allowed origins would be compared with a URL that fetch does not use.
 */
export function urlOfRequest(request: Request): string {
  // Most Requests are not instances of a subclass. For them, no property descriptor is read, because each descriptor would cost an
  // allocation.
  if (Object.getPrototypeOf(request) === Request.prototype && !Object.hasOwn(request, 'url')) return request.url
  let own: PropertyDescriptor | undefined
  for (let prototype = Object.getPrototypeOf(request); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    own = Object.getOwnPropertyDescriptor(prototype, 'url') ?? own
  }
  return (own?.get?.call(request) as string | undefined) ?? request.url
}

/**
 * Resolves a URL now, because the base URL of the page may change before the request is sent. A URL that can't be resolved stays unchanged.
 */
export function absoluteUrl(url: string): string {
  return /^https?:\/\//i.test(url) ? url : (parseUrl(url, baseUrl())?.href ?? url)
}
