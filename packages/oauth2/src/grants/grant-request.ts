import type { TokenRequestContext, TokenResponse } from '@everbearer/core'
import { type Connection, createConnection } from '../server/connection.ts'
import { sendTokenRequest } from '../token-request.ts'
import type { TokenRequestOptions } from './request-options.ts'

/** Sends a token request: for `obtain` to the token endpoint, for `refresh` to the `refreshTokenEndpoint`, if the options set it. */
export type GrantRequest = (
  purpose: 'obtain' | 'refresh',
  grantType: string,
  parameters: Record<string, string>,
  context: TokenRequestContext,
) => Promise<TokenResponse>

/**
 * Makes the function that sends the token requests of a source.
 *
 * @param connection - given by a source that uses its connection for other requests, too. @default a new connection, made from `options`
 * @throws {TypeError} an option of `TokenRequestOptions` is wrong
 */
export function createGrantRequest(options: TokenRequestOptions, connection: Connection = createConnection(options)): GrantRequest {
  const { clientId, http, keyBinding, target } = connection
  return async (purpose, grantType, own, { signal }) => {
    const parameters = { ...options.parameters, ...own }
    return sendTokenRequest({ ...(await target(purpose, signal)), clientId, grantType, parameters, http, keyBinding, signal })
  }
}

/** Returns the function `refresh` of a token source. The function sends the refresh token: RFC 6749 §6. */
export function refreshWith(request: GrantRequest): (refreshToken: string, context: TokenRequestContext) => Promise<TokenResponse> {
  return (token, context) => request('refresh', 'refresh_token', { refresh_token: token }, context)
}

/** Returns the parameter `scope`, if the options have a scope. */
export function scoped({ scope }: TokenRequestOptions): Record<string, string> {
  return scope === undefined ? {} : { scope }
}
