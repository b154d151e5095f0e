import { TokenRequestError, type TokenResponse, TokenResponseError } from '@everbearer/core'
import { withServerDate } from '@everbearer/core/adapter'
import { allowInsecureRequests, type ClientAuth, customFetch, genericTokenEndpointRequest } from 'oauth4webapi'
import type { HttpOptions } from './server/http.ts'

/** One request to a token endpoint. */
export interface TokenRequest {
  readonly endpoint: URL
  readonly clientId: string
  readonly clientAuth: ClientAuth
  readonly grantType: string
  readonly parameters: Record<string, string>
  readonly http: HttpOptions
  readonly signal: AbortSignal
}

/**
 * Sends a token request, form-encoded: RFC 6749 §4.
 *
 * @throws {TokenRequestError} the response has another status than 200–299
 * @throws {TokenResponseError} the response is no JSON object
 */
export async function sendTokenRequest(request: TokenRequest): Promise<TokenResponse> {
  const { endpoint, clientId, clientAuth, grantType, parameters, http, signal } = request
  const server = { issuer: endpoint.origin, token_endpoint: endpoint.href }
  const response = await genericTokenEndpointRequest(server, { client_id: clientId }, clientAuth, grantType, parameters, {
    // `resolveEndpoints` has checked where plain http is allowed.
    [allowInsecureRequests]: true,
    [customFetch]: http.fetch,
    signal,
  })
  const body = await readJson(response)
  if (!response.ok) throw asError(endpoint, response, body)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new TokenResponseError(`The token endpoint answered ${response.status}, but not with a JSON object.`)
  }
  // Core reads the response. The reader of oauth4webapi validates ID tokens too: a failure there would lose a refresh token
  // that the server has already replaced.
  return withServerDate(body as TokenResponse, response.headers.get('date'))
}

/** Drops the parser's error, which quotes the body: the body may hold a token. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asError({ origin, pathname }: URL, { status, headers }: Response, body: unknown): TokenRequestError {
  const { error } = (body ?? {}) as { error?: unknown }
  return new TokenRequestError(`${origin}${pathname} answered with status ${status}.`, {
    status,
    error: typeof error === 'string' ? error : undefined,
    retryAfter: headers.get('retry-after') ?? undefined,
  })
}
