import type { TokenResponse, TokenSource } from '@everbearer/core'
import { expectOptions } from '@everbearer/core/adapter'
import { expectOption, isText } from '../check.ts'
import { createConnection } from '../server/connection.ts'
import { type RevocationOptions, revokeWith } from '../server/revocation.ts'
import { createGrantRequest, refreshWith } from './grant-request.ts'
import { requestOptionNames, type TokenRequestOptions } from './request-options.ts'

/** Options of `refreshToken()`. */
export interface RefreshTokenOptions extends TokenRequestOptions, RevocationOptions {
  /** The first refresh token, used if the store is empty or records a logout. @default the refresh token of the store or `setTokens()` */
  readonly refreshToken?: string | undefined
}

/**
 * Creates a source that has only a refresh token, RFC 6749 §6: for a user who logs in elsewhere. When the server rejects the refresh
 * token, the session ends.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @example
 * const auth = createCoordinator({
 *   source: refreshToken({ issuer: 'https://auth.example.com', clientId: 'my-app' }),
 *   origins: ['https://api.example.com'],
 * })
 * await auth.setTokens(await response.json()) // the token endpoint's response at the login
 */
export function refreshToken(options: RefreshTokenOptions): TokenSource<TokenResponse> {
  expectOptions(options, [...requestOptionNames, 'revocationEndpoint', 'refreshToken'])
  const { refreshToken: first } = options
  expectOption(first === undefined || isText(first), 'refreshToken', 'a string that is not empty, or none')
  const connection = createConnection(options)
  const refresh = refreshWith(createGrantRequest(options, connection))
  const revoke = revokeWith(connection, options)
  const initialRefreshToken = first === undefined ? undefined : () => first
  return { refresh, revoke, initialRefreshToken, keyBinding: options.keyBinding }
}
