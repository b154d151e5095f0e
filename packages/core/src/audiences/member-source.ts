import type { TokenSource, TokenSourceFunction } from '../token/source.ts'

/**
 * Returns the part of a source that an audience uses. The session of an audience begins and ends with the login. Only the login's own
 * source asks a person, revokes tokens, and follows the end of another session.
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
