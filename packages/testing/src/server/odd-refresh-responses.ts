import type { Fault } from './faults.ts'

/** How a real server responds to a refresh token that it does not take, beside the `invalid_grant` of RFC 6749 §5.2. */
export type OddRefreshResponse = 'an empty 400' | 'unauthorized_client' | 'a 500' | 'a page'

/** Each of them as a fault for the token endpoint. The scope `{ grantType: 'refresh_token' }` leaves other grants alone. */
export const oddRefreshResponses: Readonly<Record<OddRefreshResponse, Fault>> = {
  /** Glewlwyd. */
  'an empty 400': { kind: 'text', status: 400, body: '' },
  /** Authlib and node-oauth, which hand out refresh tokens to clients without that grant. */
  unauthorized_client: { kind: 'status', status: 400, body: { error: 'unauthorized_client' } },
  /** Django OAuth Toolkit 1.7, for ever after a revocation. */
  'a 500': { kind: 'text', status: 500, body: '<h1>Server Error (500)</h1>' },
  /** A proxy in front of the server. */
  'a page': { kind: 'text', body: '<!doctype html><title>Sign in</title>' },
}
