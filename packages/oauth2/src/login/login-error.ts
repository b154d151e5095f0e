import { EverbearerError } from '@everbearer/core'

/**
 * The reason why a login failed.
 *
 * `denied`: the person or the server declined (`access_denied`). `expired`: nobody confirmed the code of a device in time. `cancelled`: the
 * option `prompt` of `deviceCode()` failed. `rejected`: the server responded with another error; see `error`. `code-rejected`: the
 * authorization code was used before, has expired, or belongs to another login. `already-used`: this login was finished before, or is being
 * finished. `foreign-state`: the response belongs to another login, or to no login. `wrong-issuer`: the response comes from another server,
 * lacks a required `iss`, or the login began at another server. `unknown-issuer`: the response has `iss`, but neither `issuer` nor
 * `expectedIssuer` is set. `invalid-response`: a response is incomplete or malformed. `invalid-id-token`: with scope `openid`, the token
 * response is malformed, or has no ID token that is valid for this login.
 */
export type LoginFailure =
  | 'denied'
  | 'expired'
  | 'cancelled'
  | 'rejected'
  | 'code-rejected'
  | 'already-used'
  | 'foreign-state'
  | 'wrong-issuer'
  | 'unknown-issuer'
  | 'invalid-response'
  | 'invalid-id-token'

const messages: Readonly<Record<LoginFailure, string>> = {
  denied: 'The login was declined.',
  expired: 'The login was not confirmed in time. Begin another one.',
  cancelled: 'The prompt of the login failed.',
  rejected: 'The authorization server rejected the login.',
  'code-rejected': 'The authorization server rejected the code: it was used before, has expired, or belongs to another login.',
  'already-used': 'This login has ended before: each login has one response. Begin another one.',
  'foreign-state': 'The response belongs to another login than the pending one, or to none.',
  'wrong-issuer': 'The response comes from another authorization server than the login went to.',
  'unknown-issuer': 'The response has `iss`, and no issuer is known. Give `issuer` or `expectedIssuer`.',
  'invalid-response': 'The response to the login is incomplete or malformed.',
  'invalid-id-token': 'The ID token is not valid for this login.',
}

/** Error for a failed login of a person; see `reason`. Its message and fields contain no authorization code, verifier or token. */
export class LoginError extends EverbearerError {
  readonly code = 'ERR_LOGIN'
  /** The reason why the login failed. */
  readonly reason: LoginFailure
  /** The `error` of the response, RFC 6749 §4.1.2.1 and §5.2; absent: the response has no error code. */
  declare readonly error?: string

  /**
   * @param error - the `error` of the response; a value that does not look like an error code is dropped. @default none
   * @param cause - the error that made the login fail. @default none
   */
  constructor(reason: LoginFailure, error?: string | null, cause?: unknown) {
    const code = error !== undefined && error !== null && /^[a-z_]{3,40}$/.test(error) ? error : undefined
    super(`${messages[reason]}${code === undefined ? '' : ` (${code})`}`, cause)
    this.reason = reason
    if (code !== undefined) this.error = code
  }
}
