import { expectOption, isText } from '../check.ts'

/**
 * A login that has begun. JSON can hold the object, so it survives a page load: in the session of a server, an encrypted cookie or
 * `sessionStorage`. It belongs to the browser that begins the login, and no other may read it. `codeVerifier` and `nonce` are secrets.
 */
export interface PendingLogin {
  /** Version of this format. */
  readonly version: 1
  /** Ties the response to this login, RFC 6749 §10.12. */
  readonly state: string
  /** RFC 7636 §4.1. */
  readonly codeVerifier: string
  /** Ties the ID token to this login, OpenID Connect Core §3.1.2.1; absent: no ID token was asked for. */
  readonly nonce?: string
  /** Where the response goes. */
  readonly redirectUri: string
  /** The issuer or, without one, the authorization endpoint that the login went to. */
  readonly server: string
}

/** @throws {TypeError} the value is no pending login; the message shows nothing of it */
export function readPendingLogin(value: PendingLogin): PendingLogin {
  const isObject = typeof value === 'object' && value !== null && value.version === 1
  const texts = isObject ? [value.state, value.codeVerifier, value.redirectUri, value.server] : [undefined]
  const isWhole = texts.every(isText) && (value.nonce === undefined || isText(value.nonce))
  expectOption(isWhole, 'pending', 'what begin() gave, or its copy from JSON')
  return value
}
