import { TokenResponseError } from '@everbearer/core'
import { parseUrl } from '@everbearer/core/adapter'
import type { AuthorizationServer } from 'oauth4webapi'
import { expectOption, isText } from '../check.ts'
import type { HttpOptions } from './http.ts'
import { readMetadata } from './metadata.ts'

/** The options for where token requests go: a token endpoint, or an issuer whose metadata name it (OpenID Connect Discovery, RFC 8414). */
export interface EndpointOptions {
  /** The URL of the token endpoint, used exactly as given. Give either `tokenEndpoint` or `issuer`, not both. */
  readonly tokenEndpoint?: string | URL | undefined
  /** The server's exact issuer identifier. The metadata are read once, on first use. Give either `issuer` or `tokenEndpoint`, not both. */
  readonly issuer?: string | URL | undefined
  /** The URL to which requests with a refresh token go. @default the token endpoint */
  readonly refreshTokenEndpoint?: string | URL | undefined
  /** True: `http` URLs are allowed for all hosts. False: only for loopback hosts such as `localhost`, RFC 8252 §8.3. @default false */
  readonly allowInsecureRequests?: boolean | undefined
}

/** The endpoint of a token request, and the metadata of its server. */
export interface TokenEndpoint {
  readonly endpoint: URL
  /** The metadata of the issuer. With only a `tokenEndpoint`, its URL is the field `issuer`: RFC 7523 §3 allows this URL as an audience. */
  readonly server: AuthorizationServer
}

/** Returns the token endpoint, or for `refresh` the `refreshTokenEndpoint`. If metadata can't be read, the next call reads them again. */
export type EndpointResolver = (grant: 'obtain' | 'refresh', signal: AbortSignal) => Promise<TokenEndpoint>

/** Checks the endpoint options. @throws {TypeError} both `tokenEndpoint` and `issuer` are given, or neither, or a URL can't be used */
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

/** Parses a URL. @throws {TypeError} the value is no URL, has a user name or password, or uses http where only https is allowed */
export function parse(name: string, value: string | URL, secure: boolean): URL {
  const url = isText(value) || value instanceof URL ? parseUrl(String(value)) : null
  expectOption(url !== null && /^https?:$/.test(url.protocol), name, 'an http or https URL')
  expectOption(url.username === '' && url.password === '', name, 'a URL without user name and password')
  const safe = url.protocol === 'https:' || isLoopback(url.hostname) || !secure
  expectOption(safe, name, 'https, except on this machine (or allowInsecureRequests: true)')
  return url
}

/** Checks whether a host is the loopback interface, which needs no TLS: RFC 8252 §8.3. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
