import { baseUrl } from '../lib/base-url.ts'
import { parseUrl } from '../lib/parse-url.ts'

type Input = Parameters<typeof fetch>[0]

/** Returns the input of fetch if it is a Request, of any implementation. fetch converts all other inputs to strings. */
export function requestOf(input: Input): Request | undefined {
  if (typeof input !== 'object') return undefined
  return input instanceof Request || Object.prototype.toString.call(input) === '[object Request]' ? (input as Request) : undefined
}

/**
 * The URL that fetch sends a Request to. Fields of the instance and getters of a subclass are ignored, as fetch ignores them too. Else the
 * allowed origins would be compared with a URL that fetch does not send to.
 */
export function urlOfRequest(request: Request): string {
  // Most Requests have no subclass. Each property descriptor would cost an allocation.
  if (Object.getPrototypeOf(request) === Request.prototype && !Object.hasOwn(request, 'url')) return request.url
  let own: PropertyDescriptor | undefined
  for (let prototype = Object.getPrototypeOf(request); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    own = Object.getOwnPropertyDescriptor(prototype, 'url') ?? own
  }
  return (own?.get?.call(request) as string | undefined) ?? request.url
}

/** Resolves a URL now, as the page's base may change before the request is sent. A URL that can't be resolved stays unchanged. */
export function absoluteUrl(url: string): string {
  return /^https?:\/\//i.test(url) ? url : (parseUrl(url, baseUrl())?.href ?? url)
}
