import type { TokenRequestError, TokenResponse } from '@everbearer/core'
import { withServerDate } from '@everbearer/core/adapter'
import { allowInsecureRequests, authorizationCodeGrantRequest, customFetch, processAuthorizationCodeResponse } from 'oauth4webapi'
import { authenticationOf, type Connection, type Target } from '../server/connection.ts'
import { asError, readJson } from '../token-request.ts'
import { LoginError } from './login-error.ts'
import type { PendingLogin } from './pending-login.ts'

/**
 * Exchanges an authorization code, RFC 6749 §4.1.3 with RFC 7636 §4.5, and validates the ID token.
 *
 * @param callback - the parameters that `readAuthorizationResponse` returned
 * @throws {TokenRequestError} no response came, or the response has an error that is not about the code
 * @throws {LoginError} the server rejected the code, or the response is malformed or not for this login
 */
export async function redeemCode(
  target: Target,
  { clientId, http, keyBinding }: Connection,
  callback: URLSearchParams,
  { redirectUri, codeVerifier, nonce }: PendingLogin,
  more: { readonly parameters: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<TokenResponse> {
  const { signal, parameters } = more
  const server = { ...target.server, token_endpoint: target.endpoint.href }
  const client = { client_id: clientId }
  // Each attempt authenticates again, as a signed assertion is valid only once.
  const send = (headers?: Readonly<Record<string, string>>): Promise<Response> =>
    authorizationCodeGrantRequest(server, client, authenticationOf(target, signal), callback, redirectUri, codeVerifier, {
      additionalParameters: parameters,
      // `resolveEndpoint` has checked where plain http is allowed.
      [allowInsecureRequests]: true,
      [customFetch]: http.fetch,
      // oauth4webapi mistakes a plain object for `Headers` in React Native, where that class has no name.
      ...(headers && { headers: new Headers(headers) }),
      signal,
    })
  const response = await (keyBinding === undefined ? send() : keyBinding.tokenRequest(target.endpoint, send))
  if (!response.ok) throw codeError(asError(target, response, await readJson(response)))
  const date = response.headers.get('date')
  try {
    const expected = nonce === undefined ? {} : { expectedNonce: nonce }
    return withServerDate(await processAuthorizationCodeResponse(server, client, response, expected), date)
  } catch {
    // The errors of oauth4webapi contain the body, including the tokens.
    throw new LoginError(nonce === undefined ? 'invalid-response' : 'invalid-id-token')
  }
}

function codeError(error: TokenRequestError): Error {
  return error.error === 'invalid_grant' ? new LoginError('code-rejected', error.error, error) : error
}
