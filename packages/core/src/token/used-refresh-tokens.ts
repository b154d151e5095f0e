import { createRecentSet, type RecentSet } from '../lib/recent-set.ts'

/** Refresh tokens that must not be sent again: replaced by a newer one, or refused. */
export type SpentTokens = RecentSet<string>

/** How many are remembered; whoever comes with an older one has lost its session anyway. */
const most = 1000

export function createSpentTokens(): SpentTokens {
  return createRecentSet(most)
}
