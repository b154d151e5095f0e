import type { TokenSource } from '@everbearer/core'
import { expect } from '@everbearer/core/adapter'

/** The grant of a source. `client_credentials`: a service, which can always get a token. `refresh_token`: a user, who must sign in. */
export type SourceGrant = 'client_credentials' | 'refresh_token'

/**
 * Makes a source that gets tokens by this grant.
 *
 * @param respond - function that responds to a token request, without a connection
 */
export function createSource(grant: SourceGrant, respond: (request: Request) => Promise<Response>, tokenEndpoint: string): TokenSource {
  expect(grant === 'client_credentials' || grant === 'refresh_token', 'grant', "'client_credentials' or 'refresh_token'")
  const post = async (fields: Record<string, string>): Promise<Response> => {
    const response = await respond(new Request(tokenEndpoint, { method: 'POST', body: new URLSearchParams(fields) }))
    if (response.type === 'error') throw new Error('the connection to the token endpoint broke')
    return response
  }
  const refresh = (refreshToken: string): Promise<Response> => post({ grant_type: 'refresh_token', refresh_token: refreshToken })
  return grant === 'refresh_token' ? { refresh } : { obtain: () => post({ grant_type: grant }), refresh }
}
