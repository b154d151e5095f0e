import { expectOptions } from '@everbearer/core/adapter'
import { ClientSecretJwt, modifyAssertion } from 'oauth4webapi'
import { expectOption, isText } from '../check.ts'
import type { ClientAuthenticationMethod } from './client-method.ts'
import { unlisted } from './unlisted.ts'

/** Options of `clientSecretJwt()`. */
export interface ClientSecretJwtOptions {
  /** The secret of the client. It signs the assertions, and is never sent. */
  readonly clientSecret: string
  /** The `aud` of the assertions. @default the issuer; with a `tokenEndpoint` alone, the URL of that endpoint */
  readonly audience?: string | undefined
}

/**
 * Authenticates the client by a JWT that is signed with the client's secret by HS256: OpenID Connect Core §9, RFC 7523 §2.2. Every token
 * request has a new JWT, which is valid for 60 seconds and only for `audience`.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @example
 * const source = clientCredentials({
 *   issuer: 'https://auth.example.com',
 *   clientId: 'my-client',
 *   clientAuthentication: clientSecretJwt({ clientSecret: 'my-secret' }),
 * })
 */
export function clientSecretJwt(options: ClientSecretJwtOptions): ClientAuthenticationMethod {
  expectOptions(options, ['clientSecret', 'audience'])
  const { clientSecret, audience } = options
  expectOption(isText(clientSecret), 'clientSecret', 'a string that is not empty')
  expectOption(audience === undefined || isText(audience), 'audience', 'a string that is not empty, or none')
  const sign = ClientSecretJwt(clientSecret, {
    [modifyAssertion](_header, payload) {
      if (audience !== undefined) Object.assign(payload, { aud: audience })
    },
  })
  return {
    method: 'client_secret_jwt',
    authenticate: (server, client, body, headers) => sign(server, client, body, headers),
    explain: (server) => unlisted('HS256', 'token_endpoint_auth_signing_alg_values_supported', server),
  }
}
