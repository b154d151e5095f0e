import { SessionEndedError, TokenRequestError, TokenResponseError } from '../lib/errors.ts'
import { isResponse, isSuccess, type JsonResponse, readJson } from '../http/json-response.ts'
import { withDeadGrant } from './dead-grant.ts'
import type { Grant } from './grant.ts'
import { withServerDate } from './server-date.ts'

/** Error codes of a 401 that rejects the client or its DPoP proof, not the session: RFC 6749 §5.2, RFC 9449 §8. */
const aboutTheClient = new Set<unknown>(['invalid_client', 'unauthorized_client', 'use_dpop_nonce'])

/**
 * Reads the result of a source. The function reads status, Retry-After, Date and JSON of a fetch `Response`. Any other result is returned
 * unchanged.
 *
 * @throws {SessionEndedError} a 401 to `obtain` ends the session
 * @throws {TokenRequestError} the response has a status other than 2xx
 * @throws {TokenResponseError} the body has been read already, or a success has no JSON or more than 1 MiB
 */
export async function readSourceResult(given: unknown, grant: Grant, signal: AbortSignal): Promise<unknown> {
  if (!isResponse(given)) return given
  const response = await readJson(given, signal)
  if (!isSuccess(response)) throw errorOf(response, grant)
  return jsonOf(response)
}

/**
 * Returns the JSON of a response. `withServerDate` notes the response's `Date` header on the JSON.
 *
 * @throws {TokenResponseError} the body is not JSON
 */
export function jsonOf({ status, headers, json }: JsonResponse): unknown {
  if (json === undefined) throw new TokenResponseError(`The response of the token source has status ${status}, but is not JSON.`)
  return withServerDate(json, headers.get('date'))
}

/** Makes the error of a response whose status is not 2xx. */
export function requestErrorOf({ status, headers, json }: JsonResponse): TokenRequestError {
  const { error } = (json ?? {}) as { error?: unknown }
  const retryAfter = headers.get('retry-after') ?? undefined
  return new TokenRequestError(`The response of the token source has status ${status}.`, { status, error: error as string, retryAfter })
}

/**
 * Makes the error of a failed response. A 401 to `refresh` means that the refresh token is dead; a source with its own credentials can
 * still obtain a token. A 401 to `obtain` ends the session. A 401 that rejects the client has neither meaning.
 */
function errorOf(response: JsonResponse, grant: Grant): Error {
  const error = requestErrorOf(response)
  if (response.status !== 401 || aboutTheClient.has(error.error)) return error
  if (grant === 'obtain') return new SessionEndedError('no-grant', error)
  return withDeadGrant(new TokenRequestError(error.message, { status: 401, error: error.error }))
}
