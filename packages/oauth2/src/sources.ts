import type { TokenRequestContext, TokenResponse, TokenSource } from '@everbearer/core'
import { expectOptions } from '@everbearer/core/adapter'
import { expectOption, isText } from './check.ts'
import { type ClientOptions, resolveClientAuth } from './client.ts'
import { type EndpointOptions, resolveEndpoints } from './endpoints.ts'
import { resolveHttp } from './http.ts'
import { sendTokenRequest } from './token-request.ts'

/** The options that all sources have. */
export interface TokenRequestOptions extends ClientOptions, EndpointOptions {
  /** Scopes, separated by spaces. A refresh keeps them, and does not send them: RFC 6749 §6. @default the server's choice */
  readonly scope?: string | undefined
  /** More parameters of each token request, such as `audience` or `resource` (RFC 8707). @default none */
  readonly parameters?: Readonly<Record<string, string>> | undefined
  /** Sends the token requests and reads the issuer's metadata. @default the platform's fetch, as it is at each call */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** The names of the options that all sources have. */
const shared: Record<keyof TokenRequestOptions, 1> = {
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
}

/** Options of `clientCredentials()`. */
export interface ClientCredentialsOptions extends TokenRequestOptions {
  /** The secret of the client. */
  readonly clientSecret: string
}

/** Options of `password()`. */
export interface PasswordOptions extends TokenRequestOptions {
  /** The user's name. */
  readonly username: string
  /** The user's password. */
  readonly password: string
}

/** Options of `refreshToken()`. */
export interface RefreshTokenOptions extends TokenRequestOptions {
  /** The first refresh token, if the store has no token yet. @default tokens come from the store, or by `setTokens()` */
  readonly refreshToken?: string | undefined
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
  expectOptions(options, Object.keys(shared))
  expectOption(isText(options.clientSecret), 'clientSecret', 'a string that is not empty')
  expectOption(options.clientAuthentication !== 'none', 'clientAuthentication', 'one that uses the secret')
  const request = createRequest(options)
  return {
    obtain: (context) => request('obtain', 'client_credentials', scoped(options), context),
    refresh: refreshWith(request),
  }
}

/**
 * Creates a source of tokens for a user's name and password, RFC 6749 §4.3. RFC 9700 §2.4 forbids this grant. Use it only for
 * servers that offer no other.
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
  expectOptions(options, [...Object.keys(shared), 'username', 'password'])
  const { username, password: secret } = options
  expectOption(isText(username), 'username', 'a string')
  expectOption(isText(secret), 'password', 'a string')
  const request = createRequest(options)
  return {
    obtain: (context) => request('obtain', 'password', { ...scoped(options), username, password: secret }, context),
    refresh: refreshWith(request),
  }
}

/**
 * Creates a source of tokens for a refresh token alone, RFC 6749 §6: for a user who logs in elsewhere. When the server rejects
 * the refresh token, the session ends.
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
  expectOptions(options, [...Object.keys(shared), 'refreshToken'])
  const { refreshToken: first } = options
  expectOption(first === undefined || isText(first), 'refreshToken', 'a string that is not empty, or none')
  const refresh = refreshWith(createRequest(options))
  return { refresh, initialRefreshToken: first === undefined ? undefined : () => first }
}

type Request = (
  purpose: 'obtain' | 'refresh',
  grantType: string,
  parameters: Record<string, string>,
  context: TokenRequestContext,
) => Promise<TokenResponse>

function createRequest(options: TokenRequestOptions): Request {
  const { scope, parameters = {}, fetch } = options
  expectOption(scope === undefined || typeof scope === 'string', 'scope', 'a string, or none')
  const areStrings = typeof parameters === 'object' && Object.values(parameters ?? [0]).every((value) => typeof value === 'string')
  expectOption(areStrings, 'parameters', 'an object of strings')
  expectOption(fetch === undefined || typeof fetch === 'function', 'fetch', 'a function')
  const http = resolveHttp(fetch)
  const clientAuth = resolveClientAuth(options)
  const endpointFor = resolveEndpoints(options, http)
  return async (purpose, grantType, own, { signal }) =>
    sendTokenRequest({
      endpoint: await endpointFor(purpose, signal),
      clientId: options.clientId,
      clientAuth,
      grantType,
      parameters: { ...parameters, ...own },
      http,
      signal,
    })
}

function refreshWith(request: Request): (refreshToken: string, context: TokenRequestContext) => Promise<TokenResponse> {
  return (token, context) => request('refresh', 'refresh_token', { refresh_token: token }, context)
}

function scoped({ scope }: TokenRequestOptions): Record<string, string> {
  return scope === undefined ? {} : { scope }
}
