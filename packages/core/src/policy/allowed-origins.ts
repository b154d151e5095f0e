import { baseUrl, ownOrigin } from '../lib/base-url.ts'
import { isTrue } from '../lib/is-true.ts'
import { parseUrl } from '../lib/parse-url.ts'

/**
 * Where the token may go: an origin (`'https://api.example.com'`), a list of origins, or a predicate on the request's URL. `'same-origin'`:
 * the origin of the page or worker itself. `'any'`: every origin.
 */
export type Origins = readonly string[] | ((url: URL) => boolean) | 'same-origin' | 'any' | (string & {})

/** Returns whether a request to `url` may carry the token. A URL that can't be read may do so only with `'any'`, and without an `@`. */
export type OriginGuard = (url: string) => boolean

/**
 * Creates the guard of the option `origins`.
 *
 * @throws {TypeError} `origins` is missing, is not an http or https origin, or is `'same-origin'` outside a page or worker
 */
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
  const allowed = new Set(list.map((origin) => normaliseOrigin(origin)))
  const prefixes = Array.from(allowed, (origin) => `${origin}/`)
  return (url) => {
    // Most URLs need no parser: after the slash that closes the authority, nothing changes the origin. `startsWith` would take twice as
    // long.
    for (const prefix of prefixes) if (url.lastIndexOf(prefix, 0) === 0) return true
    return allowed.has(originOf(url) ?? '')
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

/** Where tokens may go, for events: the listed origins, `predicate` for a function of yours, or `any` for every origin. */
export type AllowedOrigins = readonly string[] | 'predicate' | 'any'

/** Describes origins that `createOriginGuard` accepts. */
export function describeOrigins(origins: Origins): AllowedOrigins {
  if (origins === 'any') return 'any'
  if (typeof origins === 'function') return 'predicate'
  if (origins === 'same-origin') return [ownOrigin() ?? 'null']
  return Object.freeze((typeof origins === 'string' ? [origins] : origins).map((origin) => normaliseOrigin(origin)))
}

/** The origin of a URL; undefined for a URL that must not carry a token. */
export function originOf(url: string): string | undefined {
  return parse(url)?.origin
}

/** A URL with credentials of its own gets no token. An ambiguous URL gets no token either. */
function parse(url: string): URL | null {
  const parsed = parseUrl(url, baseUrl())
  return parsed === null || parsed.username || parsed.password || isAmbiguous(parsed) ? null : parsed
}

/**
 * Has the URL no host, or a host that the URL standard would reject or rewrite? React Native's URL keeps such a host, for instance
 * `evil.test\.example.com`. The network may then read another host. Allowed is ASCII without the code points of
 * https://url.spec.whatwg.org/#forbidden-domain-code-point; brackets and colons belong to IPv6.
 */
function isAmbiguous({ hostname }: URL): boolean {
  return !/^[!"$&-.0-;=A-[\]_-{}~]+$/.test(hostname)
}

/**
 * Writes an origin as URLs do.
 *
 * @param option - the option that has the origin
 * @throws {TypeError} it is not an http or https origin
 */
export function normaliseOrigin(origin: string, option = 'origins'): string {
  const url = parseUrl(origin)
  const isOrigin = url !== null && !url.hostname.includes('*') && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  if (!isOrigin) {
    const shown = url?.password || url?.username ? 'one with credentials' : JSON.stringify(origin)
    throw new TypeError(`${option}: ${shown} is not an origin; expected one like "https://api.example.com"`)
  }
  return url.origin
}
