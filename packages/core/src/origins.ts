import { baseUrl } from './base-url.ts'
import { isTrue } from './lib/is-true.ts'

/**
 * Where the token may go: a list of origins (`https://api.example.com`), a predicate on the request's URL,
 * or `'any'` for whoever wants no such guard.
 */
export type Origins = readonly string[] | ((url: URL) => boolean) | 'any'

/** Tells whether a request to `url` may carry the token. A URL that can't be read may not. */
export type OriginGuard = (url: string) => boolean

/** @throws {TypeError} `origins` is missing, or names something that is no http or https origin. */
export function createOriginGuard(origins: Origins): OriginGuard {
  if (origins === 'any') return (url) => !url.includes('@') || parse(url) !== null
  if (typeof origins === 'function') {
    return (url) => {
      const parsed = parse(url)
      return parsed !== null && isTrue(origins(parsed))
    }
  }
  if (!Array.isArray(origins) || origins.length === 0) {
    throw new TypeError("origins: expected a list of origins, a predicate on the URL, or 'any'")
  }
  const allowed = new Set(origins.map(normalise))
  const prefixes = Array.from(allowed, (origin) => `${origin}/`)
  return (url) => {
    // Spares a well-written URL the parser: behind the slash that closes the authority nothing changes the origin.
    // `startsWith` would take twice as long.
    for (const prefix of prefixes) if (url.lastIndexOf(prefix, 0) === 0) return true
    return allowed.has(parse(url)?.origin ?? '')
  }
}

/** A URL that brings credentials of its own is none of ours. */
function parse(url: string): URL | null {
  const parsed = URL.parse(url, baseUrl())
  return parsed?.username || parsed?.password ? null : parsed
}

function normalise(origin: string): string {
  const url = URL.parse(origin)
  const isOrigin = url !== null && !url.hostname.includes('*') && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  if (!isOrigin) {
    const shown = url?.password || url?.username ? 'one with credentials' : JSON.stringify(origin)
    throw new TypeError(`origins: ${shown} is not an origin; expected one like "https://api.example.com"`)
  }
  return url.origin
}
