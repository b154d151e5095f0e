import type { Fault } from './faults.ts'

/** Responses of real servers to a rejected refresh token, in place of `invalid_grant` (RFC 6749 §5.2). `a page`: HTML with status 200. */
export type OddRefreshResponse = 'an empty 400' | 'unauthorized_client' | 'a 500' | 'a page'

/**
 * Responses to a rejected refresh token, as faults for the token endpoint of the testbed. Add them with the scope
 * `{ grantType: 'refresh_token' }`, so that other grants work normally.
 */
export const oddRefreshResponses: Readonly<Record<OddRefreshResponse, Fault>> = {
  /** The response of the authorization server Glewlwyd. */
  'an empty 400': { kind: 'text', status: 400, body: '' },
  /** The response of servers with Authlib or node-oauth, which give refresh tokens to clients that must not use the refresh grant. */
  unauthorized_client: { kind: 'status', status: 400, body: { error: 'unauthorized_client' } },
  /** The response of Django OAuth Toolkit 1.7 to every refresh after a revocation. */
  'a 500': { kind: 'text', status: 500, body: '<h1>Server Error (500)</h1>' },
  /** The response of a proxy in front of the authorization server. */
  'a page': { kind: 'text', body: '<!doctype html><title>Sign in</title>' },
}
