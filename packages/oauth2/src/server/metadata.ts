import { TokenRequestError, TokenResponseError } from '@everbearer/core'
import { allowInsecureRequests, type AuthorizationServer, customFetch, discoveryRequest, processDiscoveryResponse } from 'oauth4webapi'
import type { HttpOptions } from './http.ts'

/**
 * Reads the metadata of an issuer by OpenID Connect Discovery. After status 404, reads them by RFC 8414.
 *
 * @throws {TokenRequestError} the server can't be reached now
 * @throws {TokenResponseError} there are no metadata, or the metadata are those of another issuer
 */
export async function readMetadata(issuer: URL, http: HttpOptions, signal: AbortSignal): Promise<AuthorizationServer> {
  const request = { [customFetch]: http.fetch, [allowInsecureRequests]: true, signal }
  let response = await discoveryRequest(issuer, { ...request, algorithm: 'oidc' })
  if (response.status === 404) response = await discoveryRequest(issuer, { ...request, algorithm: 'oauth2' })
  const { status } = response
  const retryAfter = response.headers.get('retry-after') ?? undefined
  const unread = `The issuer's metadata could not be read: status ${status}.`
  if (status >= 500 || status === 429) throw new TokenRequestError(unread, { status, retryAfter })
  if (!response.ok) throw new TokenResponseError(unread)
  try {
    return await processDiscoveryResponse(issuer, response)
  } catch (cause) {
    throw new TokenResponseError("The issuer's metadata are unusable, or name another issuer.", cause)
  }
}
