import { TokenRequestError, type TokenResponse, TokenResponseError } from '@everbearer/core'
import { type KeyBinding, withServerDate } from '@everbearer/core/adapter'
import { allowInsecureRequests, customFetch, genericTokenEndpointRequest } from 'oauth4webapi'
import { unlisted } from './client/unlisted.ts'
import { authenticationOf, type Target } from './server/connection.ts'
import type { HttpOptions } from './server/http.ts'

/** One request to a token endpoint. */
export interface TokenRequest extends Target {
  readonly clientId: string
  readonly grantType: string
  readonly parameters: Record<string, string>
  readonly http: HttpOptions
  readonly keyBinding: KeyBinding | undefined
  readonly signal: AbortSignal
}

/**
 * Sends a token request, form-encoded: RFC 6749 §4.
 *
 * @throws {TokenRequestError} the response has another status than 200–299
 * @throws {TokenResponseError} the response is no JSON object
 */
export async function sendTokenRequest(request: TokenRequest): Promise<TokenResponse> {
  const { endpoint, server, clientId, grantType, parameters, http, keyBinding, signal } = request
  const to = { ...server, token_endpoint: endpoint.href }
  // Each attempt authenticates anew, as a signed assertion is used once.
  const send = (headers?: Readonly<Record<string, string>>): Promise<Response> =>
    genericTokenEndpointRequest(to, { client_id: clientId }, authenticationOf(request, signal), grantType, parameters, {
      // `resolveEndpoints` has checked where plain http is allowed.
      [allowInsecureRequests]: true,
      [customFetch]: http.fetch,
      // In React Native, a plain object passes for its Headers, whose class has no name.
      ...(headers && { headers: new Headers(headers) }),
      signal,
    })
  const response = await (keyBinding === undefined ? send() : keyBinding.tokenRequest(endpoint, send))
  const body = await readJson(response)
  if (!response.ok) throw asError(request, response, body)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new TokenResponseError(`The token endpoint answered ${response.status}, but not with a JSON object.`)
  }
  // Core reads the response. The reader of oauth4webapi validates ID tokens too: a failure there would lose a refresh token
  // that the server has already replaced.
  return withServerDate(body as TokenResponse, response.headers.get('date'))
}

/** Drops the parser's error, which quotes the body: the body may hold a token. */
export async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The error of a response that is not of 200–299. Of the body, only an error code is kept. */
export function asError({ endpoint, server, method }: Target, { status, headers }: Response, body: unknown): TokenRequestError {
  const { error } = (body ?? {}) as { error?: unknown }
  // Metadata may be wrong, so they forbid nothing: they only explain why a server rejected its client. Keycloak calls a wrong
  // method `unauthorized_client`.
  const reason =
    status === 401 || String(error).endsWith('_client')
      ? unlisted(method.method, 'token_endpoint_auth_methods_supported', server) || (method.explain?.(server) ?? '')
      : ''
  return new TokenRequestError(`${endpoint.origin}${endpoint.pathname} answered with status ${status}.${reason}`, {
    status,
    error: typeof error === 'string' ? error : undefined,
    retryAfter: headers.get('retry-after') ?? undefined,
  })
}
