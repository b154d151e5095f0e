import { TokenResponseError } from '@everbearer/core'
import {
  allowInsecureRequests,
  calculatePKCECodeChallenge,
  customFetch,
  processPushedAuthorizationResponse,
  pushedAuthorizationRequest,
} from 'oauth4webapi'
import { authenticationOf, type Connection, type EndpointTarget, type Target } from '../server/connection.ts'
import { asError, readJson } from '../token-request.ts'
import type { PendingLogin } from './pending-login.ts'

/** Additional parameters of a login. For a list of values, the parameter is sent once per value. */
export type LoginParameters = Readonly<Record<string, string | readonly string[]>>

/** The settings of one login. */
export interface LoginSettings {
  readonly parameters: LoginParameters
  readonly scope: string | undefined
  /** True: a pushed authorization request, RFC 9126, sends the parameters to the server first. Undefined: if the metadata require it. */
  readonly isPushed: boolean | undefined
  /** The endpoint for pushed authorization requests, RFC 9126. Undefined: there is no issuer whose metadata can name this endpoint. */
  readonly pushAt: EndpointTarget | undefined
  readonly signal: AbortSignal
}

/**
 * Returns the URL of a login, RFC 6749 §4.1.1. A pushed authorization request, RFC 9126, first sends the parameters to the server. The
 * URL then contains a reference to the parameters.
 *
 * @throws {TokenRequestError} the server can't be reached, or rejects the parameters
 * @throws {TokenResponseError} the metadata name no endpoint for pushed authorization requests, or the response is incomplete
 */
export async function authorizationUrl(
  { endpoint, server }: Target,
  { clientId, http }: Connection,
  { state, codeVerifier, nonce, redirectUri }: PendingLogin,
  { parameters, scope, isPushed, pushAt, signal }: LoginSettings,
): Promise<string> {
  const all = {
    ...parameters,
    ...(scope !== undefined && { scope }),
    ...(nonce !== undefined && { nonce }),
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  }
  const pushes = isPushed ?? server.require_pushed_authorization_requests === true
  const sent =
    pushes && pushAt !== undefined
      ? { client_id: clientId, request_uri: await push(all, await pushAt(signal), { clientId, http, signal }) }
      : all
  const url = new URL(endpoint)
  for (const name of Object.keys(sent)) url.searchParams.delete(name)
  for (const [name, value] of pairsOf(sent)) url.searchParams.append(name, value)
  return url.href
}

function pairsOf(parameters: LoginParameters): [name: string, value: string][] {
  return Object.entries(parameters).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value]))
}

async function push(
  parameters: LoginParameters,
  target: Target,
  { clientId, http, signal }: Pick<Connection, 'clientId' | 'http'> & { readonly signal: AbortSignal },
): Promise<string> {
  const server = { ...target.server, pushed_authorization_request_endpoint: target.endpoint.href }
  const client = { client_id: clientId }
  const response = await pushedAuthorizationRequest(
    server,
    client,
    authenticationOf(target, signal),
    new URLSearchParams(pairsOf(parameters)),
    {
      // `resolveEndpoint` has checked where plain http is allowed.
      [allowInsecureRequests]: true,
      [customFetch]: http.fetch,
      signal,
    },
  )
  if (!response.ok) throw asError(target, response, await readJson(response))
  try {
    return (await processPushedAuthorizationResponse(server, client, response)).request_uri
  } catch {
    throw new TokenResponseError('The response to the pushed authorization request is incomplete: RFC 9126 §2.2.')
  }
}
