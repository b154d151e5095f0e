import type { TokenResponse, TokenSource } from '@everbearer/core'
import { expectOptions } from '@everbearer/core/adapter'
import { expectOption, isText } from '../check.ts'
import { createConnection } from '../server/connection.ts'
import { type RevocationOptions, revokeWith } from '../server/revocation.ts'
import { createGrantRequest, refreshWith, scoped } from './grant-request.ts'
import { requestOptionNames, type TokenRequestOptions } from './request-options.ts'

/** Options of `jwtBearer()`. */
export interface JwtBearerOptions extends TokenRequestOptions, RevocationOptions {
  /**
   * The signed assertion, or a function that makes an assertion. The function is called for every attempt: servers reject an assertion that
   * was used before, and assertions expire after some minutes.
   */
  readonly assertion: string | (() => string | Promise<string>)
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/**
 * Creates a source that exchanges a signed assertion about the client or a user for tokens, RFC 7523 §2.1. To authenticate the client by an
 * assertion, RFC 7523 §2.2, use `clientAssertion()` or `privateKeyJwt()`.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @example
 * declare function signAssertion(): Promise<string> // by jose, for instance
 * const source = jwtBearer({
 *   tokenEndpoint: 'https://auth.example.com/token',
 *   clientId: 'my-client',
 *   assertion: () => signAssertion(),
 * })
 */
export function jwtBearer(options: JwtBearerOptions): TokenSource<TokenResponse> {
  expectOptions(options, [...requestOptionNames, 'revocationEndpoint', 'assertion'])
  const { assertion } = options
  expectOption(isText(assertion) || typeof assertion === 'function', 'assertion', 'a string that is not empty, or a function')
  const connection = createConnection(options)
  const request = createGrantRequest(options, connection)
  return {
    async obtain(context) {
      const signed = typeof assertion === 'function' ? await assertion() : assertion
      expectOption(isText(signed), 'assertion', 'a function that gives a string that is not empty')
      return request('obtain', grantType, { ...scoped(options), assertion: signed }, context)
    },
    refresh: refreshWith(request),
    revoke: revokeWith(connection, options),
    keyBinding: options.keyBinding,
  }
}
