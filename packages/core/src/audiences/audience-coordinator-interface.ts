import type { Coordinator, GetTokenOptions } from '../session/coordinator-interface.ts'
import type { TokenRecord } from '../token/token-record.ts'

/**
 * Keeps the tokens of one login usable, with an access token for each audience. Adapters accept an `AudienceCoordinator` instead of a
 * coordinator. Each request gets the token of the audience that has the request's origin. A request to an origin of the option `origins`
 * gets the login's own token. `on()` and `invalidate()` apply to the tokens of all audiences.
 */
export interface AudienceCoordinator extends Coordinator {
  /**
   * Returns the coordinator of the audience that has the origin of a URL. For an origin of the option `origins`, returns the coordinator of
   * the login's own token. Use the returned coordinator to get its token without an adapter, to listen to its events, or to mark only its
   * token invalid. All audiences share the session of the login: `clear()` and `setTokens()` of this coordinator change all audiences.
   *
   * @example
   * ```ts
   * import { type AudienceCoordinator } from '@everbearer/core'
   *
   * declare const auth: AudienceCoordinator
   *
   * const { accessToken } = await auth.for('https://orders.example.com').getToken()
   * ```
   * @throws {TypeError} the options `audiences` and `origins` do not have the origin of this URL
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
