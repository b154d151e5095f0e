import type { TokenSource, TokenSourceFunction } from '../token/source.ts'

/**
 * Returns the part of a source that an audience uses. The session of an audience begins and ends with the login. So only the source of
 * the login's own token signs a person in (`interactive`), revokes tokens, and ends the session with another session (`followEnd`).
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
