const explanations = {
  invalid_token: 'the token is unknown, expired or revoked',
  insufficient_scope: 'the token does not reach that far',
  invalid_request: 'the request is malformed',
  insufficient_user_authentication: 'a stronger authentication is required',
}

/** The status, challenge and error of a rejection. */
export interface Rejection {
  readonly status: 401 | 403
  /** The WWW-Authenticate header; undefined: no such header. */
  readonly challenge: string | undefined
  /** The error code, which is also in the body. */
  readonly error: string
}

/**
 * Name of a rejection, for the query parameter `challenge` of the API. `bare`: `Bearer` without parameters. `none`: no WWW-Authenticate.
 * `basic`, `dpop`, `token`: a challenge of this scheme. `list`: a Basic and a Bearer challenge. `step_up`: a stronger login is required,
 * RFC 9470. `forbidden`: 403 without a challenge. `insufficient_scope_401`: 401 in place of 403. Other names: error codes of RFC 6750.
 */
export type ChallengeName =
  | 'invalid_token'
  | 'bare'
  | 'none'
  | 'basic'
  | 'dpop'
  | 'token'
  | 'list'
  | 'insufficient_scope'
  | 'insufficient_scope_401'
  | 'invalid_request'
  | 'step_up'
  | 'forbidden'

/** The API's rejections, by the value of the query parameter `challenge` (RFC 6750 section 3, RFC 9470 for `step_up`). */
export const rejections: Readonly<Record<ChallengeName, Rejection>> = {
  invalid_token: bearer(401, 'invalid_token'),
  bare: invalidToken('Bearer'),
  none: invalidToken(undefined),
  basic: invalidToken('Basic realm="x"'),
  dpop: invalidToken('DPoP error="invalid_token", algs="ES256"'),
  token: invalidToken('Token error="invalid_token"'),
  list: invalidToken(String.raw`Basic realm="x", Bearer realm="testbed, \"quoted\"", error="invalid_token"`),
  insufficient_scope: bearer(403, 'insufficient_scope', 'scope="admin"'),
  insufficient_scope_401: bearer(401, 'insufficient_scope', 'scope="admin"'),
  // RFC 6750 has status 400 here. With 401, only the error code shows that the token is not the problem.
  invalid_request: bearer(401, 'invalid_request'),
  step_up: bearer(401, 'insufficient_user_authentication', 'acr_values="urn:testbed:gold"'),
  forbidden: { status: 403, challenge: undefined, error: 'access_denied' },
}

const proofAlgorithms = 'algs="ES256 Ed25519 RS256 PS256"'

/** Returns the rejection of a request whose proof is not valid (RFC 9449 section 7.1). */
export function proofRejection(error: 'use_dpop_nonce' | 'invalid_dpop_proof'): Rejection {
  return { status: 401, challenge: `DPoP error="${error}", ${proofAlgorithms}`, error }
}

/** The rejection of a request without a token. Its challenge has no error code (RFC 6750 section 3.1). */
export const tokenMissing: Rejection = { status: 401, challenge: 'Bearer realm="testbed"', error: 'unauthorized' }

export function isChallengeName(name: string): name is ChallengeName {
  return Object.hasOwn(rejections, name)
}

function invalidToken(challenge: string | undefined): Rejection {
  return { status: 401, challenge, error: 'invalid_token' }
}

function bearer(status: 401 | 403, error: keyof typeof explanations, ...more: string[]): Rejection {
  const parameters = [`error="${error}"`, `error_description="${explanations[error]}"`, ...more]
  return { status, challenge: ['Bearer realm="testbed"', ...parameters].join(', '), error }
}
