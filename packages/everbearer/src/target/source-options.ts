import type { TokenSource } from '@everbearer/core'
import {
  clientCredentials,
  type ClientCredentialsOptions,
  password,
  type PasswordOptions,
  refreshToken,
  type TokenRequestOptions,
} from '@everbearer/oauth2'
import type { Authentication, Secrets, Target } from './target.ts'

/** What differs from one use of a target to the other. */
export interface SourceDetails {
  readonly authentication: Authentication | undefined
  /** Replaces issuer and token endpoint of the target. */
  readonly tokenEndpoint?: string | undefined
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** Creates the source of tokens that a target describes. */
export function createSource(target: Target, secrets: Secrets, details: SourceDetails): TokenSource {
  const { authentication, tokenEndpoint } = details
  const endpoint = tokenEndpoint === undefined ? { issuer: target.issuer, tokenEndpoint: target.tokenEndpoint } : { tokenEndpoint }
  const options: TokenRequestOptions = {
    ...endpoint,
    clientId: target.clientId,
    clientSecret: authentication?.method === 'none' ? undefined : secrets.clientSecret,
    clientAuthentication: authentication?.method,
    basicEncoding: authentication?.basicEncoding,
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
