import type { TokenSource } from '@everbearer/core'
import { allowInsecureRequests, customFetch, revocationRequest } from 'oauth4webapi'
import type { TokenRequestOptions } from '../grants/request-options.ts'
import { asError, readJson } from '../token-request.ts'
import { authenticationOf, type Connection, resolveEndpoint } from './connection.ts'

/** The option of sources that can revoke their tokens. */
export interface RevocationOptions {
  /**
   * The endpoint at which `clear({ revoke: true })` revokes the tokens of the session, RFC 7009. @default the endpoint in the issuer's
   * metadata; with a `tokenEndpoint`, no endpoint
   */
  readonly revocationEndpoint?: string | URL | undefined
}

/**
 * Returns the function `revoke` of a token source. Undefined: the options have neither a revocation endpoint nor an issuer.
 *
 * @throws {TypeError} `revocationEndpoint` is no URL that a token may be sent to
 */
export function revokeWith(connection: Connection, options: RevocationOptions & TokenRequestOptions): TokenSource['revoke'] {
  const targetFor = resolveEndpoint(connection, 'revocation_endpoint', ['revocationEndpoint', options.revocationEndpoint], options)
  if (targetFor === undefined) return undefined
  const { clientId, http } = connection
  return async (token, hint, { signal }) => {
    const target = await targetFor(signal)
    const server = { ...target.server, revocation_endpoint: target.endpoint.href }
    const response = await revocationRequest(server, { client_id: clientId }, authenticationOf(target, signal), token, {
      additionalParameters: { token_type_hint: hint },
      // `resolveEndpoint` has checked where plain http is allowed.
      [allowInsecureRequests]: true,
      [customFetch]: http.fetch,
      signal,
    })
    if (!response.ok) throw asError(target, response, await readJson(response))
  }
}
