import { expect } from '../lib/option-checks.ts'
import { parseUrl } from '../lib/parse-url.ts'
import { normaliseOrigin } from '../policy/allowed-origins.ts'
import type { ReplaceIf } from '../policy/replaceable-header.ts'
import type { CoordinatorOptions } from '../session/coordinator-options.ts'
import type { TokenSource, TokenSourceFunction } from '../token/source.ts'

/** Parameters of a token request that name its audience, such as `{ resource }`, `{ audience }` or `{ scope }`. */
export type AudienceParameters = Readonly<Record<string, string>>

/**
 * The audience of each origin, which decides which token a request gets. A string is the resource indicator of RFC 8707: an absolute URI.
 * An object has the parameters of token requests, for servers that name audiences by another parameter.
 */
export type Audiences = Readonly<Record<string, string | AudienceParameters>>

/**
 * Options of `createAudienceCoordinator()`. `source` and `audiences` are required. `origins` is for the login's own token only. All other
 * options are those of `createCoordinator()`.
 */
export interface AudienceCoordinatorOptions extends Omit<CoordinatorOptions, 'source' | 'origins'> {
  /**
   * Makes the source of one audience's tokens. Called once for each audience with the parameters of its token requests. Called once with
   * `{}` for the login's own token. All sources must use the same OAuth client, because all sources use the same refresh token.
   */
  readonly source: (parameters: AudienceParameters) => TokenSource | TokenSourceFunction
  /**
   * A map from origin to audience. Origins with the same audience share a token. A request to an origin that is neither here nor in
   * `origins` gets no token.
   */
  readonly audiences: Audiences
  /**
   * The origins to which the login's own token may go, for example of the userinfo endpoint. These origins must have no audience.
   * @default no origins
   */
  readonly origins?: string | readonly string[] | undefined
}

/** An audience of a login: the APIs that accept the same access token. */
export interface Audience {
  /** Unique name of the audience. The record in the store lists the audience's access token under this name. */
  readonly name: string
  readonly parameters: AudienceParameters
  readonly origins: readonly string[]
}

/** The checked options `audiences` and `origins`, as `readAudiences` returns them. */
export interface AudienceTable {
  readonly audiences: readonly Audience[]
  /** The origins to which the login's own token may go. */
  readonly loginOrigins: readonly string[]
  /** All origins to which any token goes. */
  readonly origins: readonly string[]
}

/**
 * Reads the options `audiences` and `origins`.
 *
 * @throws {TypeError} an origin is invalid or is listed twice, or an audience is neither an absolute URI nor a set of parameters
 */
export function readAudiences({ audiences, origins = [] }: Pick<AudienceCoordinatorOptions, 'audiences' | 'origins'>): AudienceTable {
  const isTable = typeof audiences === 'object' && audiences !== null && !Array.isArray(audiences) && Object.keys(audiences).length > 0
  expect(isTable, 'audiences', 'an object from origin to audience, with one entry or more')
  const given: unknown = typeof origins === 'string' ? [origins] : origins
  expect(Array.isArray(given), 'origins', 'an origin or a list of origins, for the token of the login itself')
  const taken = new Set<string>()
  const take = (origin: unknown, option: string): string => {
    const written = normaliseOrigin(origin as string, option)
    if (taken.has(written)) throw new TypeError(`${option}: "${written}" is listed twice; an origin has one audience`)
    taken.add(written)
    return written
  }
  const byName = new Map<string, Audience & { readonly origins: string[] }>()
  for (const [origin, audience] of Object.entries(audiences)) {
    const written = take(origin, 'audiences')
    const parameters = parametersOf(audience, written)
    const name = nameOf(parameters)
    const entry = byName.get(name) ?? { name, parameters, origins: [] }
    byName.set(name, entry)
    entry.origins.push(written)
  }
  const loginOrigins = given.map((origin) => take(origin, 'origins'))
  return { audiences: [...byName.values()], loginOrigins, origins: [...taken] }
}

/**
 * Returns the part of the option `replaceIf` for the given origins: the origins of one coordinator of a login.
 *
 * @param all - all origins to which any token goes
 * @throws {TypeError} `replaceIf` has an origin to which no token goes
 */
export function replaceIfOf(replaceIf: ReplaceIf | undefined, origins: readonly string[], all: readonly string[]): ReplaceIf | undefined {
  if (typeof replaceIf !== 'object' || replaceIf === null) return replaceIf
  const entries = Object.entries(replaceIf).map(([origin, isPlaceholder]) => [normaliseOrigin(origin, 'replaceIf'), isPlaceholder] as const)
  for (const [origin] of entries) expect(all.includes(origin), 'replaceIf', `origins that audiences or origins list, got "${origin}"`)
  const own = entries.filter(([origin]) => origins.includes(origin))
  return own.length === 0 ? undefined : Object.fromEntries(own)
}

function parametersOf(audience: unknown, origin: string): AudienceParameters {
  const option = `audiences["${origin}"]`
  if (typeof audience !== 'object' || audience === null) {
    // RFC 8707 §2: an absolute URI without a fragment.
    const isResource = typeof audience === 'string' && parseUrl(audience) !== null && !audience.includes('#')
    expect(isResource, option, 'an absolute URI without a fragment (RFC 8707), or parameters such as { audience: "orders" }')
    return Object.freeze({ resource: audience })
  }
  const entries = Object.entries(audience)
  const isUsable = !Array.isArray(audience) && entries.length > 0 && entries.every(([, value]) => typeof value === 'string' && value !== '')
  expect(isUsable, option, 'parameters with texts that are not empty, such as { audience: "orders" }')
  return Object.freeze({ ...(audience as AudienceParameters) })
}

function nameOf(parameters: AudienceParameters): string {
  return JSON.stringify(Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
