import { TokenResponseError } from '@everbearer/core'
import type { KeyBinding } from '@everbearer/core/adapter'
import type { ClientAuth } from 'oauth4webapi'
import { expectOption } from '../check.ts'
import { resolveMethod } from '../client/client-authentication.ts'
import { type ClientAuthenticationMethod, isMethod } from '../client/client-method.ts'
import type { TokenRequestOptions } from '../grants/request-options.ts'
import { parse, resolveEndpoints, type TokenEndpoint } from './endpoints.ts'
import { type HttpOptions, resolveHttp } from './http.ts'

/** The token endpoint, the metadata of its server, and the method by which the client authenticates there. */
export interface Target extends TokenEndpoint {
  readonly method: ClientAuthenticationMethod
}

/** A client and its authorization server. */
export interface Connection {
  readonly clientId: string
  readonly http: HttpOptions
  /** Key to which the tokens are bound. Each token request proves possession of the key. Undefined: the tokens are not bound to a key. */
  readonly keyBinding: KeyBinding | undefined
  /** True: requests go to the `mtls_endpoint_aliases` of the metadata, RFC 8705 §5. */
  readonly isMutualTls: boolean
  /**
   * Returns the target of a token request; `refresh` may have a separate endpoint. The first call reads the issuer's metadata. If this read
   * fails, the next call reads the metadata again.
   */
  readonly target: (purpose: 'obtain' | 'refresh', signal: AbortSignal) => Promise<Target>
}

/** Makes the connection of a token source. @throws {TypeError} an option of `TokenRequestOptions` is wrong */
export function createConnection(options: TokenRequestOptions): Connection {
  const { clientId, clientAuthentication, scope, parameters = {}, fetch, keyBinding } = options
  expectOption(scope === undefined || typeof scope === 'string', 'scope', 'a string, or none')
  const areStrings = typeof parameters === 'object' && Object.values(parameters ?? [0]).every((value) => typeof value === 'string')
  expectOption(areStrings, 'parameters', 'an object of strings')
  expectOption(fetch === undefined || typeof fetch === 'function', 'fetch', 'a function')
  const isBinding = keyBinding === undefined || typeof keyBinding?.tokenRequest === 'function'
  expectOption(isBinding, 'keyBinding', 'dpopKey() of @everbearer/dpop, or none')
  const http = resolveHttp(fetch)
  const methodFor = resolveMethod(options)
  const isMutualTls = isMethod(clientAuthentication) && clientAuthentication.mutualTls === true
  const endpointFor = resolveEndpoints(options, http, isMutualTls)
  return {
    clientId,
    http,
    keyBinding,
    isMutualTls,
    async target(purpose, signal) {
      const endpoint = await endpointFor(purpose, signal)
      return { ...endpoint, method: methodFor(endpoint.server) }
    },
  }
}

/** Returns the authentication method of a target, in the form that oauth4webapi needs. */
export function authenticationOf({ method }: Target, signal: AbortSignal): ClientAuth {
  return (...request) => method.authenticate(...request, signal)
}

/** Name of an endpoint in the metadata, other than the token endpoint. */
export type EndpointName =
  | 'authorization_endpoint'
  | 'device_authorization_endpoint'
  | 'pushed_authorization_request_endpoint'
  | 'revocation_endpoint'

/** Returns the target of requests to an endpoint other than the token endpoint, for example the revocation endpoint. */
export type EndpointTarget = (signal: AbortSignal) => Promise<Target>

/**
 * Finds the endpoint `name`: the URL in its option, or else the URL in the issuer's metadata.
 *
 * @param option - the name and the value of the option for this endpoint
 * @returns undefined: neither an option nor the issuer can name the endpoint
 * @throws {TypeError} the value of the option is no URL that a credential may be sent to
 */
export function resolveEndpoint(
  { target, isMutualTls }: Connection,
  name: EndpointName,
  [optionName, value]: readonly [name: string, value: string | URL | undefined],
  { issuer, allowInsecureRequests }: TokenRequestOptions,
): EndpointTarget | undefined {
  const isSecure = allowInsecureRequests !== true
  const given = value === undefined ? undefined : parse(optionName, value, isSecure)
  if (given === undefined && issuer === undefined) return undefined
  return async (signal) => {
    const token = await target('obtain', signal)
    const { server } = token
    if (given !== undefined) return { ...token, endpoint: given }
    const { [name]: found }: Partial<Record<EndpointName, unknown>> = { ...server, ...(isMutualTls && server.mtls_endpoint_aliases) }
    try {
      return { ...token, endpoint: parse(name, found as string, isSecure) }
    } catch (cause) {
      throw new TokenResponseError(`The issuer's metadata name no usable ${name}.`, cause)
    }
  }
}

/**
 * Resolves an endpoint as `resolveEndpoint` does, for a grant that cannot work without the endpoint.
 *
 * @throws {TypeError} neither an option nor the issuer can name the endpoint
 */
export function requireEndpoint(...[connection, name, option, options]: Parameters<typeof resolveEndpoint>): EndpointTarget {
  const target = resolveEndpoint(connection, name, option, options)
  expectOption(target !== undefined, option[0], 'a URL, as there is no issuer whose metadata name it')
  return target
}
