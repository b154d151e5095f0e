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
 * Reads a token response whose fields are in camel case: `accessToken`, `tokenType`, `expiresIn`, `expiresAt`, `refreshToken`,
 * `refreshExpiresIn`, `refreshTokenExpiresIn`, `refreshIn` and `idToken`. All other fields stay as they are, and so does
 * what is no object. For the option `map`, and for what goes to `setTokens()`.
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
