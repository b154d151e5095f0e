import { baseUrl, ownOrigin } from '../lib/base-url.ts'
import { isTrue } from '../lib/is-true.ts'
import { parseUrl } from '../lib/parse-url.ts'

/**
 * The origins to which the token may go: an origin (`'https://api.example.com'`), a list of origins, or a predicate on the request's URL.
 * `'same-origin'`: the origin of the page or worker itself. `'any'`: every origin.
 */
export type Origins = readonly string[] | ((url: URL) => boolean) | 'same-origin' | 'any' | (string & {})

/**
 * A function that checks whether a request to `url` may carry the token. A request to an unreadable URL carries no token. Exception: with
 * `'any'`, the request may carry the token if the URL has no `@`, which can mean credentials.
 */
export type OriginGuard = (url: string) => boolean

/**
 * Creates the guard for the option `origins`: a function that checks the URL of a request.
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
    // Most URLs need no parser: the text after the slash that ends the authority does not change the origin. `startsWith` would take twice
    // as long.
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

/** The allowed origins, as events show them: the listed origins, `predicate` for a function of yours, or `any` for every origin. */
export type AllowedOrigins = readonly string[] | 'predicate' | 'any'

/** Describes the option `origins` for events. `createOriginGuard` must have accepted the option. */
export function describeOrigins(origins: Origins): AllowedOrigins {
  if (origins === 'any') return 'any'
  if (typeof origins === 'function') return 'predicate'
  if (origins === 'same-origin') return [ownOrigin() ?? 'null']
  return Object.freeze((typeof origins === 'string' ? [origins] : origins).map((origin) => normaliseOrigin(origin)))
}

/** Returns the origin of a URL. Undefined: a request to this URL must not carry a token. */
export function originOf(url: string): string | undefined {
  return parse(url)?.origin
}

/** Parses a URL. Returns null for a URL that gets no token: an unreadable URL, an ambiguous URL, or a URL with credentials. */
function parse(url: string): URL | null {
  const parsed = parseUrl(url, baseUrl())
  return parsed === null || parsed.username || parsed.password || isAmbiguous(parsed) ? null : parsed
}

/**
 * Checks whether the URL has no host, or a host that the URL standard would reject or rewrite. React Native's URL keeps such a host, for
 * instance `evil.test\.example.com`. The network may then read another host. The pattern allows ASCII without the code points of
 * https://url.spec.whatwg.org/#forbidden-domain-code-point; brackets and colons belong to IPv6.
 */
function isAmbiguous({ hostname }: URL): boolean {
  return !/^[!"$&-.0-;=A-[\]_-{}~]+$/.test(hostname)
}

/**
 * Returns an origin in the form that `URL.origin` has.
 *
 * @param option - name of the option that has the origin
 * @throws {TypeError} the text is not an http or https origin
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
