import type { TokenResponse, TokenSource } from '@everbearer/core'
import { expectOptions } from '@everbearer/core/adapter'
import { expectOption, isText } from '../check.ts'
import { type ClientAuthenticationMethod, isMethod } from '../client/client-method.ts'
import { createGrantRequest, refreshWith, scoped } from './grant-request.ts'
import { requestOptionNames, type TokenRequestOptions } from './request-options.ts'

/** Options of `clientCredentials()`. */
export interface ClientCredentialsOptions extends TokenRequestOptions {
  /** The secret of the client. */
  readonly clientSecret: string
}

/** Options of `clientCredentials()` for a client that authenticates by a method object, such as the result of `privateKeyJwt()`. */
export interface ClientCredentialsMethodOptions extends TokenRequestOptions {
  /** Method by which the client authenticates: an object, such as the result of `privateKeyJwt()`. */
  readonly clientAuthentication: ClientAuthenticationMethod
  /** Always absent: `clientAuthentication` holds the key or secret. */
  readonly clientSecret?: undefined
}

/**
 * Creates a source of tokens for a client that authenticates without sending a secret, RFC 6749 §4.4.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @example
 * declare const pem: string // the text of the client's private key
 * const auth = createCoordinator({
 *   source: clientCredentials({
 *     issuer: 'https://auth.example.com',
 *     clientId: 'my-client',
 *     clientAuthentication: privateKeyJwt({ key: pem }),
 *   }),
 *   origins: ['https://api.example.com'],
 * })
 */
export function clientCredentials(options: ClientCredentialsMethodOptions): TokenSource<TokenResponse>
/**
 * Creates a source of tokens for the client itself, RFC 6749 §4.4. If the server sends a refresh token, the next refresh uses that token.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @example
 * const auth = createCoordinator({
 *   source: clientCredentials({ issuer: 'https://auth.example.com', clientId: 'my-client', clientSecret: 'my-secret' }),
 *   origins: ['https://api.example.com'],
 * })
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenSource<TokenResponse>
export function clientCredentials(options: ClientCredentialsOptions | ClientCredentialsMethodOptions): TokenSource<TokenResponse> {
  expectOptions(options, requestOptionNames)
  const { clientSecret, clientAuthentication } = options
  expectOption(isText(clientSecret) || isMethod(clientAuthentication), 'clientSecret', 'a string that is not empty')
  expectOption(clientAuthentication !== 'none', 'clientAuthentication', 'one that uses the secret')
  const request = createGrantRequest(options)
  return {
    obtain: (context) => request('obtain', 'client_credentials', scoped(options), context),
    refresh: refreshWith(request),
    keyBinding: options.keyBinding,
  }
}
