import { createRecentSet, type RecentSet } from '../lib/recent-set.ts'

/** Refresh tokens that must not be sent again: the server replaced or rejected them. */
export type SpentTokens = RecentSet<string>

/** Maximum number of refresh tokens that are remembered as replaced or rejected. If there are more, the oldest is forgotten. */
const most = 1000

export function createSpentTokens(): SpentTokens {
  return createRecentSet(most)
}
