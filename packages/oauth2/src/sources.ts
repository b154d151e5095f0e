import { expectOptions, type TokenRequestContext, type TokenResponse, type TokenSource } from '@everbearer/core'
import { expectOption, isText } from './check.ts'
import { type ClientOptions, resolveClientAuth } from './client.ts'
import { type EndpointOptions, resolveEndpoints } from './endpoints.ts'
import { resolveHttp } from './http.ts'
import { sendTokenRequest } from './token-request.ts'

/** What every grant needs. */
export interface TokenRequestOptions extends ClientOptions, EndpointOptions {
  /** Scopes to ask for, separated by spaces. A refresh keeps them without being told, RFC 6749 §6. */
  readonly scope?: string | undefined
  /** Further parameters of every token request, such as `audience` or `resource`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
  /** Sends the token requests. @default the platform's fetch */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** The names of what every grant needs. */
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

/** For `clientCredentials`. */
export interface ClientCredentialsOptions extends TokenRequestOptions {
  readonly clientSecret: string
}

/** For `password`. */
export interface PasswordOptions extends TokenRequestOptions {
  readonly username: string
  readonly password: string
}

/** For `refreshToken`. */
export interface RefreshTokenOptions extends TokenRequestOptions {
  /** A refresh token from elsewhere to begin with. Without one, tokens come from the store or by `setTokens()`. */
  readonly refreshToken?: string | undefined
}

/**
 * Tokens for the client itself, RFC 6749 §4.4. A server that sends a refresh token along gets it back when it is time.
 *
 * @throws {TypeError} an option is wrong; the message names it and what is allowed
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
 * Tokens for a user's name and password, RFC 6749 §4.3. RFC 9700 §2.4 advises against this grant; it is here for
 * servers that offer no other.
 *
 * @throws {TypeError} an option is wrong; the message names it and what is allowed
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
 * Tokens for a refresh token alone, RFC 6749 §6: the session of a user who has logged in elsewhere. When the refresh
 * token dies, so does the session.
 *
 * @throws {TypeError} an option is wrong; the message names it and what is allowed
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
