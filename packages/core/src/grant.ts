import type { TokenSource } from './source.ts'
import type { StoredToken } from './token-record.ts'

/** How a new token is got: with the refresh token, or anew from the source's own credentials. */
export type Grant = 'refresh' | 'obtain'

/**
 * Refresh where that can work, else obtain; undefined where neither can: the session ends with the present token.
 *
 * @param wall - now, ms since 1970
 */
export function chooseGrant(source: TokenSource, token: StoredToken | undefined, wall: number): Grant | undefined {
  const canRefresh = source.refresh !== undefined && token?.refreshToken !== undefined
  if (canRefresh && wall < (token.refreshExpiresAt ?? Infinity)) return 'refresh'
  return source.obtain === undefined ? undefined : 'obtain'
}
