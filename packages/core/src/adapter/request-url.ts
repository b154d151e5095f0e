import { baseUrl } from '../lib/base-url.ts'

type Input = Parameters<typeof fetch>[0]

/** The Request among what fetch is called with, the platform's or another implementation's. fetch turns all else into a string. */
export function requestOf(input: Input): Request | undefined {
  if (typeof input !== 'object') return undefined
  return input instanceof Request || Object.prototype.toString.call(input) === '[object Request]' ? (input as Request) : undefined
}

/**
 * The URL that fetch sends a Request to. A field of the instance and the getter of a subclass are passed over: fetch does not read
 * them either, and the token would go where nobody has asked.
 */
export function urlOfRequest(request: Request): string {
  // Most are plain ones, and a descriptor is an object that each request would pay for.
  if (Object.getPrototypeOf(request) === Request.prototype && !Object.hasOwn(request, 'url')) return request.url
  let own: PropertyDescriptor | undefined
  for (let prototype = Object.getPrototypeOf(request); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    own = Object.getOwnPropertyDescriptor(prototype, 'url') ?? own
  }
  return (own?.get?.call(request) as string | undefined) ?? request.url
}

/** A URL as it is resolved now: the page's base may be another when the request is sent. One that can't be resolved stays as it is. */
export function absoluteUrl(url: string): string {
  return /^https?:\/\//i.test(url) ? url : (URL.parse(url, baseUrl())?.href ?? url)
}
