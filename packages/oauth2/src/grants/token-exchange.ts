import { TokenRequestError, type TokenResponse, TokenResponseError, type TokenSource } from '@everbearer/core'
import { expectOptions } from '@everbearer/core/adapter'
import { expectOption, isText } from '../check.ts'
import { createConnection } from '../server/connection.ts'
import { type RevocationOptions, revokeWith } from '../server/revocation.ts'
import { createGrantRequest, refreshWith, scoped } from './grant-request.ts'
import { requestOptionNames, type TokenRequestOptions } from './request-options.ts'
import { followEndsOf, readerOf, type TokenInput, type TokenReader } from './subject-token.ts'

/** Options of `tokenExchange()`. */
export interface TokenExchangeOptions extends TokenRequestOptions, RevocationOptions {
  /**
   * The token of the user or client that the new token represents: a string, a function, or a coordinator. The function is called for each
   * attempt. A coordinator gives the token by `getToken()`. When that coordinator's session ends, this session ends, too.
   */
  readonly subjectToken: TokenInput
  /** The type of the subject token, RFC 8693 §3. @default 'urn:ietf:params:oauth:token-type:access_token' */
  readonly subjectTokenType?: string | undefined
  /** The token of the party that acts for the subject. @default no token: impersonation, RFC 8693 §1.1 */
  readonly actorToken?: TokenInput | undefined
  /** The type of the actor token. @default 'urn:ietf:params:oauth:token-type:access_token' */
  readonly actorTokenType?: string | undefined
  /** The service that the new token is for, by the name that the authorization server uses. @default the server's choice */
  readonly audience?: string | undefined
  /** The service that the new token is for, by its URI, RFC 8707. @default none */
  readonly resource?: string | undefined
  /** The type of the new token. A response with another `issued_token_type` is rejected. @default an access token of the server's choice */
  readonly requestedTokenType?: string | undefined
}

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
const tokenType = 'urn:ietf:params:oauth:token-type:'
const accessToken = `${tokenType}access_token`
/** The token types of an access token: many access tokens are JWTs, RFC 8693 §3. */
const accessTokenTypes: readonly unknown[] = [accessToken, `${tokenType}jwt`]

const texts = ['subjectTokenType', 'actorTokenType', 'audience', 'resource', 'requestedTokenType'] as const

/**
 * Time after the end of a session until the next request to the API may cause a new exchange, ms. A longer time would save nothing: as long
 * as nobody is signed in, the coordinator of the subject token rejects at once, without a token request.
 */
const retryAfterEnd = 1

/**
 * Creates a source that exchanges a token for another token, RFC 8693. The new token is for another service or audience, or lets the client
 * act on behalf of a user.
 *
 * If the server rejects a token that came from a coordinator, the coordinator refreshes the token. The exchange is then tried once more.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @example
 * declare const login: Coordinator // of the user
 * const orders = createCoordinator({
 *   source: tokenExchange({
 *     issuer: 'https://auth.example.com',
 *     clientId: 'my-service',
 *     clientSecret: 'my-secret',
 *     subjectToken: login,
 *     audience: 'orders',
 *   }),
 *   origins: ['https://orders.example.com'],
 * })
 */
export function tokenExchange(options: TokenExchangeOptions): TokenSource<TokenResponse> {
  expectOptions(options, [...requestOptionNames, 'revocationEndpoint', 'subjectToken', 'actorToken', ...texts])
  for (const name of texts) expectOption(options[name] === undefined || isText(options[name]), name, 'a string that is not empty, or none')
  const { actorToken, actorTokenType, requestedTokenType } = options
  expectOption(actorToken !== undefined || actorTokenType === undefined, 'actorTokenType', 'none without an actorToken, RFC 8693 §2.1')
  const subject = readerOf('subjectToken', options.subjectToken)
  const actor = actorToken === undefined ? undefined : readerOf('actorToken', actorToken)
  const readers = actor === undefined ? [subject] : [subject, actor]
  const connection = createConnection(options)
  const request = createGrantRequest(options, connection)

  return {
    async obtain(context) {
      const tokens = await readAll(readers, context.signal)
      const exchange = async (given: readonly string[]): Promise<TokenResponse> =>
        expectType(await request('obtain', grantType, parametersOf(options, given), context), requestedTokenType)
      try {
        return await exchange(tokens)
      } catch (error) {
        if (!isDeadToken(error)) throw error
        const mayChange = readers.map((reader, index) => reader.discard(tokens[index] ?? '')).includes(true)
        const fresh = mayChange ? await readAll(readers, context.signal) : tokens
        if (fresh.every((token, index) => token === tokens[index])) throw error
        return exchange(fresh)
      }
    },
    refresh: refreshWith(request),
    revoke: revokeWith(connection, options),
    keyBinding: options.keyBinding,
    followEnd: followEndsOf(readers),
    retryAfterEnd: subject.coordinator === undefined ? undefined : retryAfterEnd,
  }
}

function readAll(readers: readonly TokenReader[], signal: AbortSignal): Promise<string[]> {
  return Promise.all(readers.map(({ read }) => read(signal)))
}

function parametersOf(options: TokenExchangeOptions, [subject = '', actor]: readonly string[]): Record<string, string> {
  const { subjectTokenType = accessToken, actorTokenType = accessToken, audience, resource, requestedTokenType } = options
  return {
    ...scoped(options),
    ...(audience !== undefined && { audience }),
    ...(resource !== undefined && { resource }),
    ...(requestedTokenType !== undefined && { requested_token_type: requestedTokenType }),
    ...(actor !== undefined && { actor_token: actor, actor_token_type: actorTokenType }),
    subject_token: subject,
    subject_token_type: subjectTokenType,
  }
}

/** Error codes that reject a token to exchange. RFC 8693 §2.2.2 names `invalid_request`; servers also send other grants' codes. */
const deadTokenErrors: ReadonlySet<unknown> = new Set(['invalid_request', 'invalid_grant', 'invalid_token'])

function isDeadToken(error: unknown): boolean {
  return error instanceof TokenRequestError && deadTokenErrors.has(error.error)
}

/**
 * Returns the response, or throws if the token has another type than requested. A response without `issued_token_type`, which RFC 8693
 * §2.2.1 requires, is accepted: servers that omit the type issue access tokens.
 */
function expectType(response: TokenResponse, requested: string | undefined): TokenResponse {
  const issued: unknown = (response as { issued_token_type?: unknown }).issued_token_type
  const allowed = requested === undefined ? accessTokenTypes : [requested]
  if (issued === undefined || allowed.includes(issued)) return response
  throw new TokenResponseError(
    `The server issued a token of another type than ${requested ?? 'an access token'}: see issued_token_type, RFC 8693 §2.2.1.`,
  )
}
