import type { TokenSource, TokenSourceFunction } from '../token/source.ts'

/**
 * What an audience uses of its source. Sessions begin and end with the login, whose own source does all else: it asks a person, it revokes
 * tokens, and it follows the end of another session.
 */
export function memberSource(given: TokenSource | TokenSourceFunction): TokenSource {
  if (typeof given === 'function') return { obtain: given }
  const { obtain, refresh, initialRefreshToken, interactive, retryAfterEnd, keyBinding } = given
  return {
    obtain: interactive === true ? undefined : obtain?.bind(given),
    refresh: refresh?.bind(given),
    initialRefreshToken: initialRefreshToken?.bind(given),
    retryAfterEnd,
    keyBinding,
  }
}
