import { createRecentSet, type RecentSet } from '../lib/recent-set.ts'

/** Refresh tokens that must not be sent again: the server replaced or rejected them. */
export type SpentTokens = RecentSet<string>

/** Maximum number of tokens that are remembered. A session with an older refresh token is lost anyway. */
const most = 1000

export function createSpentTokens(): SpentTokens {
  return createRecentSet(most)
}
