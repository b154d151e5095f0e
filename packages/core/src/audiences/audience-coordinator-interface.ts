import type { Coordinator, GetTokenOptions } from '../session/coordinator-interface.ts'
import type { TokenRecord } from '../token/token-record.ts'

/**
 * Keeps the tokens of one login usable, with an access token for each audience. Adapters accept an `AudienceCoordinator` instead of a
 * coordinator. Each request gets the token of the audience that has the request's origin.
 */
export interface AudienceCoordinator extends Coordinator {
  /**
   * Returns the coordinator of the audience to which a URL belongs. Use this coordinator to get the audience's token without an adapter, to
   * listen to the audience's events, or to mark only this token invalid. All audiences share the session of the login: `clear()` and
   * `setTokens()` of this coordinator change all audiences.
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
