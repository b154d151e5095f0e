import type { TokenResponse, TokenSource } from '@everbearer/core'
import { expectOptions } from '@everbearer/core/adapter'
import { expectOption, isText } from '../check.ts'
import { createGrantRequest, refreshWith, scoped } from './grant-request.ts'
import { requestOptionNames, type TokenRequestOptions } from './request-options.ts'

/** Options of `clientCredentials()`. */
export interface ClientCredentialsOptions extends TokenRequestOptions {
  /** The secret of the client. */
  readonly clientSecret: string
}

/**
 * Creates a source of tokens for the client itself, RFC 6749 §4.4. If the server sends a refresh token, the next refresh uses
 * it.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @example
 * const auth = createCoordinator({
 *   source: clientCredentials({ issuer: 'https://auth.example.com', clientId: 'my-client', clientSecret: 'my-secret' }),
 *   origins: ['https://api.example.com'],
 * })
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenSource<TokenResponse> {
  expectOptions(options, requestOptionNames)
  expectOption(isText(options.clientSecret), 'clientSecret', 'a string that is not empty')
  expectOption(options.clientAuthentication !== 'none', 'clientAuthentication', 'one that uses the secret')
  const request = createGrantRequest(options)
  return {
    obtain: (context) => request('obtain', 'client_credentials', scoped(options), context),
    refresh: refreshWith(request),
  }
}
