import { expectOption, isText } from '../check.ts'

/**
 * A login that has begun. The object can be stored as JSON until the browser is back. Store it in the session of a server, an encrypted
 * cookie or `sessionStorage`. Only the browser that began the login may read the object. `codeVerifier` and `nonce` are secrets.
 */
export interface PendingLogin {
  /** Version of this format. */
  readonly version: 1
  /** Random text that ties the response to this login, RFC 6749 §10.12. */
  readonly state: string
  /** The code verifier of PKCE, RFC 7636 §4.1. */
  readonly codeVerifier: string
  /** Random text that ties the ID token to this login, OpenID Connect Core §3.1.2.1; absent: the login asked for no ID token. */
  readonly nonce?: string
  /** The URL to which the response goes. */
  readonly redirectUri: string
  /** The issuer or, without an issuer, the authorization endpoint of the login. */
  readonly server: string
}

/** Checks the argument `pending` of `finish()`. @throws {TypeError} it is no pending login; the message shows no part of the value */
export function readPendingLogin(value: PendingLogin): PendingLogin {
  const isObject = typeof value === 'object' && value !== null && value.version === 1
  const texts = isObject ? [value.state, value.codeVerifier, value.redirectUri, value.server] : [undefined]
  const isWhole = texts.every(isText) && (value.nonce === undefined || isText(value.nonce))
  expectOption(isWhole, 'pending', 'what begin() gave, or its copy from JSON')
  return value
}
