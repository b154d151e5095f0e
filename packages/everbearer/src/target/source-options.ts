import type { TokenSource } from '@everbearer/core'
import {
  clientCredentials,
  type ClientCredentialsOptions,
  password,
  type PasswordOptions,
  refreshToken,
  type TokenRequestOptions,
} from '@everbearer/oauth2'
import { clientMethodOf } from './client-method.ts'
import { type Authentication, type Secrets, type Target, usesSecret } from './target.ts'

/**
 * The settings of a token source that the target does not hold. A target is the authorization server, the client and the API of one
 * command. Doctor makes several sources for one target, to try several authentication methods.
 */
export interface SourceDetails {
  readonly authentication: Authentication | undefined
  /** Issuer or token endpoint to use. @default the issuer or token endpoint of the target */
  readonly endpoint?: { readonly issuer: string } | { readonly tokenEndpoint: string } | undefined
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** Creates the source of tokens that a target describes. */
export function createSource(target: Target, secrets: Secrets, details: SourceDetails): TokenSource {
  const { authentication } = details
  // A secret that signs assertions is an option of the method object, and not of the source.
  const sendsSecret = authentication === undefined || (usesSecret(authentication) && authentication.method !== 'client_secret_jwt')
  const options: TokenRequestOptions = {
    ...(details.endpoint ?? { issuer: target.issuer, tokenEndpoint: target.tokenEndpoint }),
    clientId: target.clientId,
    clientSecret: sendsSecret ? secrets.clientSecret : undefined,
    clientAuthentication: authentication && clientMethodOf(authentication, secrets),
    basicEncoding: authentication?.method === 'client_secret_basic' ? authentication.basicEncoding : undefined,
    scope: target.scope,
    parameters: target.parameters,
    allowInsecureRequests: target.allowInsecureRequests,
    fetch: details.fetch,
  }
  if (target.grant === 'client_credentials') return clientCredentials(options as ClientCredentialsOptions)
  if (target.grant === 'password') {
    return password({ ...options, username: target.username, password: secrets.password } as PasswordOptions)
  }
  return refreshToken({ ...options, refreshToken: secrets.refreshToken })
}
