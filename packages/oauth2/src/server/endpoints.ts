import { TokenResponseError } from '@everbearer/core'
import { parseUrl } from '@everbearer/core/adapter'
import type { AuthorizationServer } from 'oauth4webapi'
import { expectOption, isText } from '../check.ts'
import type { HttpOptions } from './http.ts'
import { readMetadata } from './metadata.ts'

/** Where token requests go: to a token endpoint, or to that of an issuer's metadata (OpenID Connect Discovery, RFC 8414). */
export interface EndpointOptions {
  /** The URL of the token endpoint, sent as it is given. Either this or `issuer` is required. */
  readonly tokenEndpoint?: string | URL | undefined
  /** The server's own identifier, letter by letter. Its metadata are read once, on first use. Either this or `tokenEndpoint` is required. */
  readonly issuer?: string | URL | undefined
  /** Where requests with a refresh token go. @default the token endpoint */
  readonly refreshTokenEndpoint?: string | URL | undefined
  /** Allows plain http to other machines than this one. @default false */
  readonly allowInsecureRequests?: boolean | undefined
}

/** Where a token request goes, and what is known of the server there. */
export interface TokenEndpoint {
  readonly endpoint: URL
  /** The metadata of the issuer. With a `tokenEndpoint` alone, its URL is the issuer: RFC 7523 §3 has it as an audience. */
  readonly server: AuthorizationServer
}

/** Gives the endpoint for a grant. After metadata that could not be read, the next call reads them again. */
export type EndpointResolver = (grant: 'obtain' | 'refresh', signal: AbortSignal) => Promise<TokenEndpoint>

/** @throws {TypeError} neither or both of `tokenEndpoint` and `issuer` are given, or a URL can't be used */
export function resolveEndpoints(options: EndpointOptions, http: HttpOptions, mutualTls: boolean): EndpointResolver {
  const { tokenEndpoint, issuer, refreshTokenEndpoint } = options
  expectOption((tokenEndpoint === undefined) !== (issuer === undefined), 'tokenEndpoint', 'either a tokenEndpoint or an issuer')
  const secure = options.allowInsecureRequests !== true
  const refresh = refreshTokenEndpoint === undefined ? undefined : parse('refreshTokenEndpoint', refreshTokenEndpoint, secure)
  const given = parse(issuer === undefined ? 'tokenEndpoint' : 'issuer', issuer ?? tokenEndpoint ?? '', secure)
  let known = issuer === undefined ? { endpoint: given, server: { issuer: given.href } } : undefined
  return async (grant, signal) => {
    known ??= endpointOf(await readMetadata(given, http, signal), mutualTls, secure)
    return grant === 'refresh' && refresh !== undefined ? { ...known, endpoint: refresh } : known
  }
}

function endpointOf(server: AuthorizationServer, mutualTls: boolean, secure: boolean): TokenEndpoint {
  const { token_endpoint: endpoint } = { ...server, ...(mutualTls && server.mtls_endpoint_aliases) }
  try {
    return { endpoint: parse('token_endpoint', endpoint ?? '', secure), server }
  } catch (cause) {
    throw new TokenResponseError("The issuer's metadata name no usable token endpoint.", cause)
  }
}

/** @throws {TypeError} the value is no URL that a credential may be sent to */
export function parse(name: string, value: string | URL, secure: boolean): URL {
  const url = isText(value) || value instanceof URL ? parseUrl(String(value)) : null
  expectOption(url !== null && /^https?:$/.test(url.protocol), name, 'an http or https URL')
  expectOption(url.username === '' && url.password === '', name, 'a URL without user name and password')
  const safe = url.protocol === 'https:' || isLoopback(url.hostname) || !secure
  expectOption(safe, name, 'https, except on this machine (or allowInsecureRequests: true)')
  return url
}

/** RFC 8252 §8.3: the loopback interface needs no TLS. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
