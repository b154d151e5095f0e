import type { TokenResponse, TokenSource } from '@everbearer/core'
import { expectOptions } from '@everbearer/core/adapter'
import { expectOption, isText } from '../check.ts'
import { createConnection } from '../server/connection.ts'
import { type RevocationOptions, revokeWith } from '../server/revocation.ts'
import { createGrantRequest, refreshWith, scoped } from './grant-request.ts'
import { requestOptionNames, type TokenRequestOptions } from './request-options.ts'

/** Options of `password()`. */
export interface PasswordOptions extends TokenRequestOptions, RevocationOptions {
  /** The user's name. */
  readonly username: string
  /** The user's password. */
  readonly password: string
}

/**
 * Creates a source of tokens for a user's name and password, RFC 6749 §4.3. RFC 9700 §2.4 forbids this grant. Use the grant only for
 * servers that offer no other grant.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @example
 * const source = password({
 *   tokenEndpoint: 'https://auth.example.com/token',
 *   clientId: 'my-app',
 *   username: 'someone',
 *   password: 'a password',
 * })
 */
export function password(options: PasswordOptions): TokenSource<TokenResponse> {
  expectOptions(options, [...requestOptionNames, 'revocationEndpoint', 'username', 'password'])
  const { username, password: secret } = options
  expectOption(isText(username), 'username', 'a string')
  expectOption(isText(secret), 'password', 'a string')
  const connection = createConnection(options)
  const request = createGrantRequest(options, connection)
  return {
    obtain: (context) => request('obtain', 'password', { ...scoped(options), username, password: secret }, context),
    refresh: refreshWith(request),
    revoke: revokeWith(connection, options),
    keyBinding: options.keyBinding,
  }
}
