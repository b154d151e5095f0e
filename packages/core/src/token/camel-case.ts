import type { TokenResponse } from './token-response.ts'
import { isObject, rename } from './map-response.ts'

const names = [
  'access_token',
  'token_type',
  'expires_in',
  'expires_at',
  'refresh_token',
  'refresh_expires_in',
  'refresh_token_expires_in',
  'refresh_in',
  'id_token',
]

/**
 * Renames the camel-case fields of a token response to their standard names. For the option `map` and for `setTokens()`.
 *
 * The fields are `accessToken`, `tokenType`, `expiresIn`, `expiresAt`, `refreshToken`, `refreshExpiresIn`, `refreshTokenExpiresIn`,
 * `refreshIn` and `idToken`. All other fields stay unchanged. A value that is no object is returned unchanged.
 *
 * @example
 * ```ts
 * import { camelCase, type Coordinator, sessionEndpoint } from '@everbearer/core'
 *
 * const source = sessionEndpoint('/session/token', { map: camelCase })
 *
 * export async function login(auth: Coordinator, response: Response): Promise<void> {
 *   await auth.setTokens(camelCase(await response.json()))
 * }
 * ```
 */
export function camelCase(response: unknown): TokenResponse {
  if (!isObject(response)) return response as TokenResponse
  const given = Object.fromEntries(names.map((name) => [name, name.replace(/_./g, ([, letter = '']) => letter.toUpperCase())]))
  return rename(response, given) as TokenResponse
}
