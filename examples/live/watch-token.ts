import type { Coordinator } from '@everbearer/fetch'

/**
 * Calls `replaced` as soon as requests get another token than `used`: at once, or with a later event. Returns a function that ends the
 * watch. The coordinator needs `proactive: refreshTimer()`.
 */
export function watchToken(auth: Coordinator, used: string, replaced: () => void): () => void {
  const check = (): void => {
    const { accessToken } = auth.peek()
    if (accessToken !== undefined && accessToken !== used) replaced()
  }
  const ends = [auth.on('refresh', check), auth.on('tokens-set', check)]
  check()
  // An open connection sends no requests. This call counts as a use of the token, so that the timer refreshes the token.
  auth.getToken().catch(() => {})
  return () => ends.forEach((end) => end())
}
