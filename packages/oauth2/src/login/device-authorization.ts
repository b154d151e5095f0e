import { TokenResponseError } from '@everbearer/core'
import { allowInsecureRequests, customFetch, deviceAuthorizationRequest, processDeviceAuthorizationResponse } from 'oauth4webapi'
import { scoped } from '../grants/grant-request.ts'
import type { TokenRequestOptions } from '../grants/request-options.ts'
import { authenticationOf, type Connection, type Target } from '../server/connection.ts'
import { asError, readJson } from '../token-request.ts'

/** The response to a request for a device login, RFC 8628 §3.2. Times are in ms. */
export interface DeviceAuthorization {
  /** Code with which the device gets the token. It is a secret. */
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  readonly verificationUriComplete: string | undefined
  readonly expiresIn: number
  /** Shortest time between two polls of the token endpoint, ms. */
  readonly interval: number
}

/** Interval between two polls if the server names no interval, s: RFC 8628 §3.2. */
const usualInterval = 5

/**
 * Begins a device login: requests the device code and the user code, RFC 8628 §3.1.
 *
 * @throws {TokenRequestError} no response came, or its status is not 200–299
 * @throws {TokenResponseError} the response is incomplete, or its status is 201–299
 */
export async function requestDeviceAuthorization(
  target: Target,
  { clientId, http }: Connection,
  options: TokenRequestOptions,
  signal: AbortSignal,
): Promise<DeviceAuthorization> {
  const server = { ...target.server, device_authorization_endpoint: target.endpoint.href }
  const client = { client_id: clientId }
  const parameters = { ...options.parameters, ...scoped(options) }
  const response = await deviceAuthorizationRequest(server, client, authenticationOf(target, signal), parameters, {
    // `requireEndpoint` has checked where plain http is allowed.
    [allowInsecureRequests]: true,
    [customFetch]: http.fetch,
    signal,
  })
  if (!response.ok) throw asError(target, response, await readJson(response))
  try {
    const device = await processDeviceAuthorizationResponse(server, client, response)
    return {
      deviceCode: device.device_code,
      userCode: device.user_code,
      verificationUri: device.verification_uri,
      verificationUriComplete: device.verification_uri_complete,
      expiresIn: device.expires_in * 1000,
      interval: (device.interval ?? usualInterval) * 1000,
    }
  } catch {
    // The error of oauth4webapi contains the body, including the device code.
    throw new TokenResponseError('The response of the device authorization endpoint is incomplete: RFC 8628 §3.2.')
  }
}
