/** Refresh tokens that must not be sent again: replaced by a newer one, or refused. */
export interface SpentTokens {
  add(refreshToken: string): void
  has(refreshToken: string): boolean
}

/** How many are remembered; whoever comes with an older one has lost its session anyway. */
const most = 1000

export function createSpentTokens(): SpentTokens {
  const spent = new Set<string>()
  return {
    add(refreshToken) {
      spent.add(refreshToken)
      const [oldest] = spent
      if (spent.size > most && oldest !== undefined) spent.delete(oldest)
    },
    has: (refreshToken) => spent.has(refreshToken),
  }
}
