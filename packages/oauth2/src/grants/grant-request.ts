import type { TokenRequestContext, TokenResponse } from '@everbearer/core'
import { expectOption } from '../check.ts'
import { resolveMethod } from '../client/client-authentication.ts'
import { isMethod } from '../client/client-method.ts'
import { resolveEndpoints } from '../server/endpoints.ts'
import { resolveHttp } from '../server/http.ts'
import { sendTokenRequest } from '../token-request.ts'
import type { TokenRequestOptions } from './request-options.ts'

/** Requests a token with a grant, at the endpoint for the purpose. */
export type GrantRequest = (
  purpose: 'obtain' | 'refresh',
  grantType: string,
  parameters: Record<string, string>,
  context: TokenRequestContext,
) => Promise<TokenResponse>

/** @throws {TypeError} an option that all sources have is wrong */
export function createGrantRequest(options: TokenRequestOptions): GrantRequest {
  const { scope, parameters = {}, fetch } = options
  expectOption(scope === undefined || typeof scope === 'string', 'scope', 'a string, or none')
  const areStrings = typeof parameters === 'object' && Object.values(parameters ?? [0]).every((value) => typeof value === 'string')
  expectOption(areStrings, 'parameters', 'an object of strings')
  expectOption(fetch === undefined || typeof fetch === 'function', 'fetch', 'a function')
  const http = resolveHttp(fetch)
  const methodFor = resolveMethod(options)
  const { clientId, clientAuthentication } = options
  const endpointFor = resolveEndpoints(options, http, isMethod(clientAuthentication) && clientAuthentication.mutualTls === true)
  return async (purpose, grantType, own, { signal }) => {
    const target = await endpointFor(purpose, signal)
    const method = methodFor(target.server)
    return sendTokenRequest({ ...target, clientId, method, grantType, parameters: { ...parameters, ...own }, http, signal })
  }
}

/** The `refresh` of a source: RFC 6749 §6. */
export function refreshWith(request: GrantRequest): (refreshToken: string, context: TokenRequestContext) => Promise<TokenResponse> {
  return (token, context) => request('refresh', 'refresh_token', { refresh_token: token }, context)
}

/** The parameter `scope`, if there is one. */
export function scoped({ scope }: TokenRequestOptions): Record<string, string> {
  return scope === undefined ? {} : { scope }
}
