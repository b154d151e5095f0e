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

/** Gives the endpoint for a grant. After metadata that could not be read, the next call reads them again. */
export type EndpointResolver = (grant: 'obtain' | 'refresh', signal: AbortSignal) => Promise<URL>

/** @throws {TypeError} neither or both of `tokenEndpoint` and `issuer` are given, or a URL can't be used */
export function resolveEndpoints(options: EndpointOptions, http: HttpOptions): EndpointResolver {
  const { tokenEndpoint, issuer, refreshTokenEndpoint } = options
  expectOption((tokenEndpoint === undefined) !== (issuer === undefined), 'tokenEndpoint', 'either a tokenEndpoint or an issuer')
  const secure = options.allowInsecureRequests !== true
  const refresh = refreshTokenEndpoint === undefined ? undefined : parse('refreshTokenEndpoint', refreshTokenEndpoint, secure)
  if (tokenEndpoint !== undefined) {
    const token = parse('tokenEndpoint', tokenEndpoint, secure)
    return async (grant) => (grant === 'refresh' && refresh) || token
  }

  const identifier = parse('issuer', issuer ?? '', secure)
  let discovered: URL | undefined
  return async (grant, signal) => {
    if (grant === 'refresh' && refresh !== undefined) return refresh
    discovered ??= tokenEndpointOf(await readMetadata(identifier, http, signal), secure)
    return discovered
  }
}

function tokenEndpointOf({ token_endpoint: endpoint }: AuthorizationServer, secure: boolean): URL {
  try {
    return parse('token_endpoint', endpoint ?? '', secure)
  } catch (cause) {
    throw new TokenResponseError("The issuer's metadata name no usable token endpoint.", cause)
  }
}

function parse(name: string, value: string | URL, secure: boolean): URL {
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
