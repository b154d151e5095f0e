import { SessionEndedError, TokenRequestError, TokenResponseError } from '../lib/errors.ts'
import { isResponse, isSuccess, type JsonResponse, readJson } from '../http/json-response.ts'
import type { Grant } from './grant.ts'
import { withServerDate } from './server-date.ts'

/** A 401 with one of these speaks of the client or its proof, not of the session: RFC 6749 §5.2, RFC 9449 §8. */
const aboutTheClient = new Set<unknown>(['invalid_client', 'unauthorized_client', 'use_dpop_nonce'])

/**
 * Reads what a source gave. A fetch `Response` is read for its status, its Retry-After, its Date and its JSON; all else is
 * returned as it is.
 *
 * @throws {SessionEndedError} a 401 that ends the session
 * @throws {TokenRequestError} another status than a success
 * @throws {TokenResponseError} a success whose body is not JSON, is longer than 1 MiB, or was read before
 */
export async function readSourceResult(given: unknown, grant: Grant, signal: AbortSignal): Promise<unknown> {
  if (!isResponse(given)) return given
  const response = await readJson(given, signal)
  if (!isSuccess(response)) throw errorOf(response, grant)
  return jsonOf(response)
}

/**
 * The JSON of a response, with a note of its Date.
 *
 * @throws {TokenResponseError} the body is not JSON
 */
export function jsonOf({ status, headers, json }: JsonResponse): unknown {
  if (json === undefined) throw new TokenResponseError(`The response of the token source has status ${status}, but is not JSON.`)
  return withServerDate(json, headers.get('date'))
}

/** The error that a response of 300 or above is. */
export function requestErrorOf({ status, headers, json }: JsonResponse): TokenRequestError {
  const { error } = (json ?? {}) as { error?: unknown }
  const retryAfter = headers.get('retry-after') ?? undefined
  return new TokenRequestError(`The response of the token source has status ${status}.`, { status, error: error as string, retryAfter })
}

/** A 401 says the same of a refresh token as `invalid_grant`: a source with credentials of its own still has those. */
function errorOf(response: JsonResponse, grant: Grant): Error {
  const error = requestErrorOf(response)
  if (response.status !== 401 || aboutTheClient.has(error.error)) return error
  if (grant === 'obtain') return new SessionEndedError('no-grant', error)
  return new TokenRequestError(error.message, { status: 401, error: 'invalid_grant' })
}
