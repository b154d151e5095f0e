import { isErrorCode, TokenRequestError, TokenResponseError } from '../lib/errors.ts'
import { jwtExpiry, longestLifetime, shortestLifetime } from './jwt-expiry.ts'
import { listFields } from './list-fields.ts'
import { timeLeft } from './time-left.ts'
import { serverNow } from './server-now.ts'
import { serverDateOf } from './server-date.ts'

/** The fields of a token response that core reads, RFC 6749 §5.1. Only `access_token` is required. */
interface TokenResponseFields {
  /** The access token, in printable ASCII without spaces. */
  readonly access_token: string
  /**
   * The scheme of the token, in upper or lower case. If the coordinator's scheme is `Bearer` or `DPoP`, any other type makes the response
   * unusable.
   * @default 'Bearer'
   */
  readonly token_type?: string | null | undefined
  /** Lifetime of the access token, s. @default from `expires_at`, else from the JWT, else unknown */
  readonly expires_in?: number | string | null | undefined
  /**
   * When the access token expires, if `expires_in` is missing: a Date, a date in a string, or s or ms since 1970. A date and time without a
   * zone are in UTC. Many servers send this field, but no standard defines it. @default from the JWT, else unknown
   */
  readonly expires_at?: number | string | Date | null | undefined
  /** The refresh token. @default the session's last refresh token, else none */
  readonly refresh_token?: string | null | undefined
  /** Lifetime of the refresh token, s. 0: the refresh token never expires. @default unknown */
  readonly refresh_expires_in?: number | string | null | undefined
  /** The scope of the token, RFC 6749 §3.3. @default the scope of the session's last token, else unknown */
  readonly scope?: string | null | undefined
}

/**
 * A token response: the parsed JSON of a token endpoint, RFC 6749 §5.1. Sources return this type, and `setTokens()` takes this type. Any
 * object type with an `access_token` fits, also an interface of your own. Further fields are kept unchanged.
 */
export interface TokenResponse extends TokenResponseFields {
  // oxlint-disable-next-line no-explicit-any -- with `unknown`, an interface would need an index signature to fit
  readonly [field: string]: any
}

/** A token response whose further fields have the type `unknown`, so that the code must check a value before it uses the value. */
export interface ReceivedTokenResponse extends TokenResponseFields {
  readonly [field: string]: unknown
}

/** A token response after reading: with Everbearer's field names, and times in ms. */
export interface TokenGrant {
  readonly accessToken: string
  /** Lifetime of the access token, ms; undefined: unknown. */
  readonly lifetime: number | undefined
  /** Time from the token request until the refresh that the server wants, ms; undefined: the server has not sent it. */
  readonly refreshIn: number | undefined
  readonly refreshToken: string | undefined
  /** Lifetime of the refresh token, ms; undefined: unknown or never. */
  readonly refreshLifetime: number | undefined
  readonly scope: string | undefined
  /** The other fields of the response, unchanged. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** A token response that can't be used. In a refresh, a new refresh token in the response still replaces the old refresh token. */
export interface UnusableTokenResponse {
  readonly error: TokenResponseError | TokenRequestError
  readonly refreshToken: string | undefined
}

/**
 * Reads the token response of a source. Never throws for any value that JSON can hold.
 *
 * @param scheme - the scheme that the token is sent with. A token of type DPoP is not sent as Bearer, and a token of type Bearer is not
 * sent as DPoP.
 * @param wall - when the token was requested, ms since 1970
 */
export function readTokenResponse(response: unknown, scheme: string, wall: number): TokenGrant | UnusableTokenResponse {
  if (typeof response !== 'object' || response === null || Array.isArray(response)) {
    return { error: new TokenResponseError('The token response is not a JSON object.'), refreshToken: undefined }
  }
  const { access_token: accessToken, token_type: type, refresh_token, scope, ...rest } = response as Record<string, unknown>
  const refreshToken = text(refresh_token)
  const error = refuse(response, accessToken, type, scheme, rest['error'])
  if (error !== undefined) return { error, refreshToken }

  // `refresh_token_expires_in` comes from Auth0 and others; `refresh_expires_id` is a misspelling in the manual of an API.
  const { expires_in, expires_at, refresh_in, refresh_expires_in, refresh_token_expires_in, refresh_expires_id } = rest
  const token = accessToken as string
  return {
    accessToken: token,
    lifetime:
      milliseconds(expires_in) ??
      (expires_in == null ? (timeLeft(expires_at, wall) ?? jwtExpiry(token, serverNow(serverDateOf(response), wall))) : undefined),
    refreshIn: milliseconds(refresh_in),
    refreshToken,
    refreshLifetime: milliseconds(refresh_expires_in ?? refresh_token_expires_in ?? refresh_expires_id),
    scope: typeof scope === 'string' ? scope : undefined,
    fields: rest,
  }
}

function refuse(
  response: object,
  token: unknown,
  type: unknown,
  scheme: string,
  error: unknown,
): UnusableTokenResponse['error'] | undefined {
  if (token == null && isErrorCode(error)) {
    return new TokenRequestError('The token response is an error.', { error })
  }
  if (token == null) return noAccessToken(response)
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    return new TokenResponseError('The token response has no access_token that a header can carry.')
  }
  return hasOtherType(type, scheme.toLowerCase())
    ? new TokenResponseError(`The token response has a token_type other than ${scheme}.`)
    : undefined
}

/**
 * Checks whether the `token_type` of a response does not fit the scheme of the coordinator. A server that does not bind the token to the
 * key sends the type Bearer, or no type (RFC 9449 §5). A scheme other than Bearer and DPoP allows any type.
 */
function hasOtherType(type: unknown, scheme: string): boolean {
  if (scheme !== 'dpop' && (scheme !== 'bearer' || type == null)) return false
  return typeof type !== 'string' || type.toLowerCase() !== scheme
}

/**
 * Makes the error of a response without an access token. Most such responses have the token under another name, so the message lists the
 * field names. The message never shows values.
 */
export function noAccessToken(response: object): TokenResponseError {
  return new TokenResponseError(
    `The token response has no access_token. Its fields: ${listFields(response)}. The option map takes other names.`,
  )
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * Converts s, as a number or in a string, to ms. A time of less than a second is treated as unknown. Servers send 0 for "none". A token
 * that lives for less than a second would need a new token request for every request.
 */
function milliseconds(seconds: unknown): number | undefined {
  const value = typeof seconds === 'string' && seconds.trim() !== '' ? Number(seconds) : seconds
  return typeof value === 'number' && value * 1000 >= shortestLifetime ? Math.min(value * 1000, longestLifetime) : undefined
}
