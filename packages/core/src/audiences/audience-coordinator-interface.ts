import type { Coordinator, GetTokenOptions } from '../session/coordinator-interface.ts'
import type { TokenRecord } from '../token/token-record.ts'

/**
 * Keeps the tokens of one login usable, with an access token for each audience. Adapters take it in the place of a coordinator, and each
 * request gets the token of its origin.
 */
export interface AudienceCoordinator extends Coordinator {
  /**
   * Returns the coordinator of the audience to which a URL belongs: for its token without an adapter, for its events, or to mark only its
   * token invalid. Its session is that of the login: `clear()` and `setTokens()` there are for all audiences.
   *
   * @example
   * ```ts
   * import { type AudienceCoordinator } from '@everbearer/core'
   *
   * declare const auth: AudienceCoordinator
   *
   * const { accessToken } = await auth.for('https://orders.example.com').getToken()
   * ```
   * @throws {TypeError} no audience has the origin of this URL
   */
  for(url: string | URL): Coordinator

  /**
   * Resolves with the login's own token, which is for no audience. The token of an audience comes from `for(url).getToken()`.
   *
   * @throws {EverbearerError} no token can be obtained now
   * @throws the reason of `signal`, if it aborts
   */
  getToken(options?: GetTokenOptions): Promise<TokenRecord>
}
