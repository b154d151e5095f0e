import type { TokenResponse, TokenSource } from '@everbearer/core'
import { expectOptions, parseUrl } from '@everbearer/core/adapter'
import { generateRandomCodeVerifier, generateRandomNonce, generateRandomState } from 'oauth4webapi'
import { expectOption, isText } from '../check.ts'
import { createGrantRequest, refreshWith } from '../grants/grant-request.ts'
import { requestOptionNames, type TokenRequestOptions } from '../grants/request-options.ts'
import { createConnection, requireEndpoint, resolveEndpoint } from '../server/connection.ts'
import { type RevocationOptions, revokeWith } from '../server/revocation.ts'
import { readAuthorizationResponse, respondingServer } from './authorization-response.ts'
import { authorizationUrl, type LoginParameters } from './authorization-url.ts'
import { redeemCode } from './redeem-code.ts'
import { LoginError } from './login-error.ts'
import { type PendingLogin, readPendingLogin } from './pending-login.ts'
import { createUsedStates } from './used-states.ts'

/** Options of `authorizationCode()`. */
export interface AuthorizationCodeOptions extends TokenRequestOptions, RevocationOptions {
  /** The URL to which the server sends the browser after the login. It must be equal to the URL that is registered at the server. */
  readonly redirectUri: string | URL
  /** The URL at which the browser logs in. @default the endpoint in the issuer's metadata; required with a `tokenEndpoint` */
  readonly authorizationEndpoint?: string | URL | undefined
  /**
   * The exact identifier that the server sends as `iss` in its responses: RFC 9207. Only with a `tokenEndpoint`, as `issuer` already is
   * this identifier. A response with another `iss`, or without `iss`, is rejected. @default none: a response with `iss` is rejected
   */
  readonly expectedIssuer?: string | undefined
  /**
   * True: this process first sends the parameters of the login to the server, in a pushed authorization request: RFC 9126. True requires
   * the option `issuer`.
   * @default the value of `require_pushed_authorization_requests` in the issuer's metadata, or false
   */
  readonly pushedAuthorizationRequests?: boolean | undefined
}

/** Options of `begin()`. */
export interface BeginOptions {
  /**
   * Additional parameters of the login, such as `prompt`, `login_hint` or `resource`. For a list of values, the parameter is sent once per
   * value: RFC 8707 §2 allows that for `resource`. @default none
   */
  readonly parameters?: LoginParameters | undefined
  /** Signal that aborts the metadata request and the pushed authorization request. @default no abort */
  readonly signal?: AbortSignal | undefined
}

/** Options of `finish()`. */
export interface FinishOptions {
  /** Signal that aborts the metadata request and the token request. @default no abort */
  readonly signal?: AbortSignal | undefined
}

/** A login that has begun: the URL for the browser, and the data to keep until the browser comes back. */
export interface BegunLogin {
  /** The URL to send the browser to. */
  readonly url: string
  /** The data that `finish()` needs. It contains secrets: keep it where only this browser's login can read it. */
  readonly pending: PendingLogin
}

/** Logs people in by an authorization code with PKCE: RFC 6749 §4.1, RFC 7636, OpenID Connect Core §3.1. */
export interface AuthorizationCode {
  /** The `source` for `createCoordinator()`. It refreshes the tokens of `finish()`, and `clear({ revoke: true })` revokes them. */
  readonly source: TokenSource<TokenResponse>
  /**
   * Begins a login: makes the URL for the browser, and new values of `state`, the code verifier and, for scope `openid`, `nonce`.
   *
   * @throws {TypeError} an option is wrong
   * @throws {TokenRequestError} the server can't be reached, or rejects the pushed authorization request
   * @throws {TokenResponseError} the metadata or the response to the pushed authorization request can't be used
   */
  begin(options?: BeginOptions): Promise<BegunLogin>
  /**
   * Finishes a login: checks the response, exchanges the code and validates the ID token. A second exchange for the same login fails, also
   * while the first exchange is still running. After a `TokenRequestError` without `status`, `finish()` may be called again.
   *
   * @param url - the URL that the browser came back to, with the query
   * @param pending - the `pending` of `begin()`, or a copy of it from JSON
   * @returns the tokens, for `setTokens()`
   * @throws {LoginError} the login failed, or the response is not for this login; see `reason`
   * @throws {TokenRequestError} the server can't be reached (no `status`), or responds with an error that is not about the code
   * @throws {TokenResponseError} the metadata can't be used
   * @throws {TypeError} an argument is wrong
   */
  finish(url: string | URL, pending: PendingLogin, options?: FinishOptions): Promise<TokenResponse>
}

/**
 * Creates an object that logs people in with a browser, for a coordinator. `begin()` returns the URL of the login, and `finish()` returns
 * the tokens.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @example
 * const login = authorizationCode({
 *   issuer: 'https://auth.example.com',
 *   clientId: 'my-app',
 *   redirectUri: 'https://app.example.com/callback',
 *   scope: 'openid offline_access',
 * })
 * const auth = createCoordinator({ source: login.source, origins: ['https://api.example.com'] })
 * const { url, pending } = await login.begin() // keep `pending`, and send the browser to `url`
 * await auth.setTokens(await login.finish(location.href, pending)) // when the browser is back
 */
export function authorizationCode(options: AuthorizationCodeOptions): AuthorizationCode {
  expectOptions(options, [
    ...requestOptionNames,
    'revocationEndpoint',
    'redirectUri',
    'authorizationEndpoint',
    'expectedIssuer',
    'pushedAuthorizationRequests',
  ])
  const { issuer, expectedIssuer, scope, pushedAuthorizationRequests: isPushed } = options
  const redirectUri = String(options.redirectUri)
  expectOption(parseUrl(redirectUri) !== null, 'redirectUri', 'an absolute URL')
  expectOption(isPushed === undefined || typeof isPushed === 'boolean', 'pushedAuthorizationRequests', 'a boolean, or none')
  expectOption(isPushed !== true || issuer !== undefined, 'pushedAuthorizationRequests', 'false or none without an issuer')
  const isExpected = expectedIssuer === undefined || (isText(expectedIssuer) && issuer === undefined)
  expectOption(isExpected, 'expectedIssuer', 'a string that is not empty, with a tokenEndpoint')
  const asksForIdToken = (scope ?? '').split(' ').includes('openid')
  expectOption(!asksForIdToken || issuer !== undefined, 'scope', "one without 'openid', as an ID token needs an issuer")
  const connection = createConnection(options)
  const request = createGrantRequest(options, connection)
  const loginAt = requireEndpoint(connection, 'authorization_endpoint', ['authorizationEndpoint', options.authorizationEndpoint], options)
  const pushAt = resolveEndpoint(connection, 'pushed_authorization_request_endpoint', ['', undefined], options)
  const used = createUsedStates()

  return {
    source: { refresh: refreshWith(request), revoke: revokeWith(connection, options), keyBinding: options.keyBinding },
    async begin(given = {}) {
      expectOptions(given, ['parameters', 'signal'])
      const { parameters = {}, signal = never() } = given
      const areStrings =
        typeof parameters === 'object' &&
        Object.values(parameters ?? [0])
          .flat()
          .every(isText)
      expectOption(areStrings, 'parameters', 'an object of strings, or of lists of strings')
      const target = await loginAt(signal)
      const pending: PendingLogin = {
        version: 1,
        state: generateRandomState(),
        codeVerifier: generateRandomCodeVerifier(),
        ...(asksForIdToken && { nonce: generateRandomNonce() }),
        redirectUri,
        server: serverName(issuer, target.endpoint),
      }
      const url = await authorizationUrl(target, connection, pending, { parameters, scope, isPushed, pushAt, signal })
      return { url, pending }
    },
    async finish(url, given, more = {}) {
      expectOptions(more, ['signal'])
      const { signal = never() } = more
      const back = parseUrl(String(url))
      expectOption(back !== null, 'url', 'the absolute URL that the browser came back to')
      const pending = readPendingLogin(given)
      const { endpoint } = await loginAt(signal)
      if (pending.server !== serverName(issuer, endpoint)) throw new LoginError('wrong-issuer')
      const token = await connection.target('obtain', signal)
      const server = issuer === undefined ? respondingServer(token.server, expectedIssuer) : token.server
      const callback = readAuthorizationResponse(server, connection.clientId, back.searchParams, pending)
      return used.once(pending.state, () =>
        redeemCode(token, connection, callback, pending, { parameters: options.parameters ?? {}, signal }),
      )
    },
  }
}

/** Returns a signal that never aborts. */
function never(): AbortSignal {
  return new AbortController().signal
}

function serverName(issuer: string | URL | undefined, endpoint: URL): string {
  return String(issuer ?? endpoint)
}
