import { type AuthorizationServer, validateAuthResponse } from 'oauth4webapi'
import { LoginError } from './login-error.ts'
import type { PendingLogin } from './pending-login.ts'

/** The metadata of the server that sent the response to a login, as far as they are known. */
export type RespondingServer = AuthorizationServer & {
  /** True: the issuer is not known, so the `iss` of a response cannot be checked. */
  readonly isUnknown?: boolean
}

/**
 * Returns what is known of a server without metadata: the options name its `tokenEndpoint` instead of its issuer.
 *
 * @param expected - the issuer of the server; undefined: the issuer is not known
 */
export function respondingServer(server: AuthorizationServer, expected: string | undefined): RespondingServer {
  if (expected === undefined) return { ...server, isUnknown: true }
  return { ...server, issuer: expected, authorization_response_iss_parameter_supported: true }
}

/**
 * Checks the response of the authorization endpoint: `state`, `iss` (RFC 9207) and `error`.
 *
 * @param server - with `authorization_response_iss_parameter_supported`, a response without `iss` is rejected
 * @throws {LoginError} the response is not for this login, or the login failed
 */
export function readAuthorizationResponse(
  server: RespondingServer,
  clientId: string,
  parameters: URLSearchParams,
  pending: PendingLogin,
): URLSearchParams {
  let callback: URLSearchParams
  try {
    callback = validateAuthResponse(server, { client_id: clientId }, parameters, pending.state)
  } catch {
    // The errors of oauth4webapi contain the parameters, including the code.
    throw whyRejected(server, parameters, pending)
  }
  const [code, ...others] = callback.getAll('code')
  if (!code || others.length > 0) throw new LoginError('invalid-response')
  return callback
}

/** Returns an error with the reason why `validateAuthResponse` of oauth4webapi rejected the response. */
function whyRejected(server: RespondingServer, parameters: URLSearchParams, { state }: PendingLogin): LoginError {
  const [iss, ...others] = parameters.getAll('iss')
  if (parameters.get('state') !== state) return new LoginError('foreign-state')
  if (server.isUnknown === true && iss !== undefined) return new LoginError('unknown-issuer')
  const isIssRequired = server.authorization_response_iss_parameter_supported === true
  if (others.length === 0 && iss !== server.issuer && (isIssRequired || iss !== undefined)) return new LoginError('wrong-issuer')
  const error = parameters.get('error')
  if (error === null) return new LoginError('invalid-response')
  return new LoginError(error === 'access_denied' ? 'denied' : 'rejected', error)
}
