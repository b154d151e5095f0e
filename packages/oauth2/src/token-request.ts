import { TokenRequestError, type TokenResponse, TokenResponseError } from '@everbearer/core'
import { type KeyBinding, withServerDate } from '@everbearer/core/adapter'
import { allowInsecureRequests, customFetch, genericTokenEndpointRequest } from 'oauth4webapi'
import { unlisted } from './client/unlisted.ts'
import { authenticationOf, type Target } from './server/connection.ts'
import type { HttpOptions } from './server/http.ts'

/** A request to a token endpoint. */
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
 * @throws {TokenRequestError} no response came, or its status is not 200–299
 * @throws {TokenResponseError} the response is no JSON object, or is longer than 1 MiB
 */
export async function sendTokenRequest(request: TokenRequest): Promise<TokenResponse> {
  const { endpoint, server, clientId, grantType, parameters, http, keyBinding, signal } = request
  const to = { ...server, token_endpoint: endpoint.href }
  // Each attempt authenticates again, as a signed assertion is valid only once.
  const send = (headers?: Readonly<Record<string, string>>): Promise<Response> =>
    genericTokenEndpointRequest(to, { client_id: clientId }, authenticationOf(request, signal), grantType, parameters, {
      // `resolveEndpoints` has checked where plain http is allowed.
      [allowInsecureRequests]: true,
      [customFetch]: http.fetch,
      // oauth4webapi mistakes a plain object for `Headers` in React Native, where that class has no name.
      ...(headers && { headers: new Headers(headers) }),
      signal,
    })
  const response = await (keyBinding === undefined ? send() : keyBinding.tokenRequest(endpoint, send))
  const body = await readJson(response)
  if (!response.ok) throw asError(request, response, body)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new TokenResponseError(`The token endpoint answered ${response.status}, but not with a JSON object.`)
  }
  // Core reads the response. The reader of oauth4webapi also validates ID tokens, and a failure there would lose the new refresh token. The
  // old refresh token has been replaced by then.
  return withServerDate(body as TokenResponse, response.headers.get('date'))
}

/** Reads JSON. Undefined: the body is no JSON. The parser's error is dropped, as it quotes the body, which may contain a token. */
export async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Returns the error for a response whose status is not 200–299. The error keeps only the error code of the body. */
export function asError({ endpoint, server, method }: Target, { status, headers }: Response, body: unknown): TokenRequestError {
  const { error } = (body ?? {}) as { error?: unknown }
  // Metadata may be wrong, so the library does not enforce them. They only explain why a server rejected the client. For a wrong method,
  // Keycloak sends `unauthorized_client`.
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
