import { baseUrl, ownOrigin } from '../lib/base-url.ts'
import { isTrue } from '../lib/is-true.ts'

/**
 * Where the token may go: an origin (`'https://api.example.com'`) or a list of origins; `'same-origin'` for the origin of the page or
 * worker itself; a predicate on the request's URL; or `'any'` for whoever wants no such guard.
 */
export type Origins = readonly string[] | ((url: URL) => boolean) | 'same-origin' | 'any' | (string & {})

/** Tells whether a request to `url` may carry the token. A URL that can't be read may not. */
export type OriginGuard = (url: string) => boolean

/** @throws {TypeError} `origins` is missing, names something that is no http or https origin, or is `'same-origin'` outside a page. */
export function createOriginGuard(origins: Origins): OriginGuard {
  if (origins === 'same-origin') return createOwnOriginGuard()
  if (origins === 'any') return (url) => !url.includes('@') || parse(url) !== null
  if (typeof origins === 'function') {
    return (url) => {
      const parsed = parse(url)
      return parsed !== null && isTrue(origins(parsed))
    }
  }
  const list = typeof origins === 'string' ? [origins] : origins
  if (!Array.isArray(list) || list.length === 0) {
    throw new TypeError("origins: expected an origin, a list of origins, 'same-origin', a predicate on the URL, or 'any'")
  }
  const allowed = new Set(list.map(normalise))
  const prefixes = Array.from(allowed, (origin) => `${origin}/`)
  return (url) => {
    // Spares a well-written URL the parser: behind the slash that closes the authority nothing changes the origin.
    // `startsWith` would take twice as long.
    for (const prefix of prefixes) if (url.lastIndexOf(prefix, 0) === 0) return true
    return allowed.has(parse(url)?.origin ?? '')
  }
}

function createOwnOriginGuard(): OriginGuard {
  if (ownOrigin() === undefined) {
    throw new TypeError(`origins: 'same-origin' is for a page or a worker; here, expected an origin such as "https://api.example.com"`)
  }
  return (url) => {
    const own = ownOrigin()
    return own !== undefined && parse(url)?.origin === own
  }
}

/** Where tokens may go, in words: the origins that are listed, a predicate of the user's, or any origin. */
export type AllowedOrigins = readonly string[] | 'predicate' | 'any'

/** Describes origins that `createOriginGuard` takes. */
export function describeOrigins(origins: Origins): AllowedOrigins {
  if (origins === 'any') return 'any'
  if (typeof origins === 'function') return 'predicate'
  if (origins === 'same-origin') return [ownOrigin() ?? 'null']
  return Object.freeze((typeof origins === 'string' ? [origins] : origins).map(normalise))
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
