import type { KeyBinding } from '@everbearer/core/adapter'
import type { ClientOptions } from '../client/client-authentication.ts'
import type { EndpointOptions } from '../server/endpoints.ts'

/** The options that all sources have. */
export interface TokenRequestOptions extends ClientOptions, EndpointOptions {
  /** Scopes, separated by spaces. A refresh sends no `scope`: the server keeps the scopes, RFC 6749 §6. @default the server's choice */
  readonly scope?: string | undefined
  /** Additional parameters of each token request, such as `audience` or `resource` (RFC 8707). @default none */
  readonly parameters?: Readonly<Record<string, string>> | undefined
  /** Key to which the tokens are bound: `dpopKey()` of `@everbearer/dpop` (RFC 9449). @default bearer tokens, without a key */
  readonly keyBinding?: KeyBinding | undefined
  /** Function that sends all requests to the authorization server. @default `globalThis.fetch`, read at each request */
  readonly fetch?: typeof globalThis.fetch | undefined
}

const names: Record<keyof TokenRequestOptions, 1> = {
  tokenEndpoint: 1,
  issuer: 1,
  refreshTokenEndpoint: 1,
  clientId: 1,
  clientSecret: 1,
  clientAuthentication: 1,
  basicEncoding: 1,
  scope: 1,
  parameters: 1,
  allowInsecureRequests: 1,
  fetch: 1,
  keyBinding: 1,
}

/** The names of the options that all sources have. */
export const requestOptionNames: readonly string[] = Object.keys(names)
