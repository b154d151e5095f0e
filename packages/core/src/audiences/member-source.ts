import type { TokenSource, TokenSourceFunction } from '../token/source.ts'

/**
 * Returns the part of a source that an audience uses. Sessions begin and end with the login. The login's own source does everything else:
 * it asks a person, revokes tokens, and follows the end of another session.
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
