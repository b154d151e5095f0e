import { isErrorCode, TokenRequestError, TokenResponseError } from '../lib/errors.ts'
import { jwtExpiry, longestLifetime, shortestLifetime } from './jwt-expiry.ts'
import { listFields } from './list-fields.ts'
import { timeLeft } from './time-left.ts'
import { serverNow } from './server-now.ts'
import { serverDateOf } from './server-date.ts'

/** The fields of a token response that have a meaning here, RFC 6749 §5.1. Only `access_token` must be there. */
interface TokenResponseFields {
  readonly access_token: string
  /** Compared without case; `Bearer` where it is missing. */
  readonly token_type?: string | null | undefined
  /** Lifetime, s. */
  readonly expires_in?: number | string | null | undefined
  /**
   * When the token's life ends, where `expires_in` is missing: a Date, a date in a string (UTC without a zone), or s or ms
   * since 1970. No standard, but widespread.
   */
  readonly expires_at?: number | string | Date | null | undefined
  readonly refresh_token?: string | null | undefined
  /** Lifetime of the refresh token, s. Beside a refresh token, 0 means that it never expires. */
  readonly refresh_expires_in?: number | string | null | undefined
  readonly scope?: string | null | undefined
}

/**
 * A token response as a source gives it and `setTokens()` takes it: the token endpoint's JSON, RFC 6749 §5.1, parsed.
 * Any object type with an `access_token` fits, an interface of your own too. Further fields are kept untouched.
 */
export interface TokenResponse extends TokenResponseFields {
  // oxlint-disable-next-line no-explicit-any -- with `unknown`, an interface would need an index signature to fit
  readonly [field: string]: any
}

/** A token response for reading: the types of further fields are unknown. */
export interface ReceivedTokenResponse extends TokenResponseFields {
  readonly [field: string]: unknown
}

/** A token response that was read: names of ours, times in ms. */
export interface TokenGrant {
  readonly accessToken: string
  /** Lifetime, ms; undefined where the answer does not tell. */
  readonly lifetime: number | undefined
  /** After how long the server wants to be asked again, ms. */
  readonly refreshIn: number | undefined
  readonly refreshToken: string | undefined
  /** Lifetime of the refresh token, ms; undefined: unknown or never. */
  readonly refreshLifetime: number | undefined
  readonly scope: string | undefined
  /** The server's other fields, untouched. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** A response that can't be used, and the refresh token that it brought all the same: the old one is spent. */
export interface UnusableTokenResponse {
  readonly error: TokenResponseError | TokenRequestError
  readonly refreshToken: string | undefined
}

/**
 * Reads what a token source gave. Throws at nothing that JSON can hold.
 *
 * @param scheme - the scheme the token will be sent with: a token of type DPoP or MAC is not sent as Bearer
 * @param wall - when the token was asked for, ms since 1970
 */
export function readTokenResponse(response: unknown, scheme: string, wall: number): TokenGrant | UnusableTokenResponse {
  if (typeof response !== 'object' || response === null || Array.isArray(response)) {
    return { error: new TokenResponseError('The token response is not a JSON object.'), refreshToken: undefined }
  }
  const { access_token: accessToken, token_type: type, refresh_token, scope, ...rest } = response as Record<string, unknown>
  const refreshToken = text(refresh_token)
  const error = refuse(response, accessToken, type, scheme, rest['error'])
  if (error !== undefined) return { error, refreshToken }

  // Two more names for one thing: one of Auth0 and others, one from the manual of an API that misspells it.
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
  if (type != null && scheme.toLowerCase() === 'bearer' && (typeof type !== 'string' || type.toLowerCase() !== 'bearer')) {
    return new TokenResponseError('The token response has a token_type other than Bearer.')
  }
  return undefined
}

/** Names the fields that came in the place of the token, never their values: most often the token has another name. */
export function noAccessToken(response: object): TokenResponseError {
  return new TokenResponseError(
    `The token response has no access_token. Its fields: ${listFields(response)}. The option map takes other names.`,
  )
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/**
 * Seconds, as a number or in a string, to ms. Less than a second says nothing: servers send 0 for "none", and a token
 * that lives no longer would be asked for again with every request.
 */
function milliseconds(seconds: unknown): number | undefined {
  const value = typeof seconds === 'string' && seconds.trim() !== '' ? Number(seconds) : seconds
  return typeof value === 'number' && value * 1000 >= shortestLifetime ? Math.min(value * 1000, longestLifetime) : undefined
}
