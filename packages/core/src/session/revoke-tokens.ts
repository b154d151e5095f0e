import { classify } from '../policy/classify-failure.ts'
import type { TokenSource } from '../token/source.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { requestToken } from './request-token.ts'
import type { SessionParts } from './session-parts.ts'

/**
 * Revokes the token of a session that has ended, RFC 7009. If the server revokes a refresh token, it revokes the access tokens of the same
 * grant, too. Never rejects.
 *
 * @param last - the last record of the session; undefined, or a logout: there is no token to revoke
 */
export async function revokeTokens(last: StoredToken | undefined, { rawSource, settings, emit }: SessionParts): Promise<void> {
  const { refreshToken } = last ?? {}
  const token = refreshToken ?? last?.accessToken
  if (!token) return
  const ask = async (signal: AbortSignal): Promise<unknown> => {
    // A source without `revoke` is a mistake of the caller's code: the call throws a TypeError, of class `source-error`.
    const revoke = rawSource.revoke as NonNullable<TokenSource['revoke']>
    return revoke.call(rawSource, token, refreshToken ? 'refresh_token' : 'access_token', { signal })
  }
  await requestToken(ask, 'obtain', new AbortController().signal, settings).catch((thrown: unknown) => {
    const { class: failureClass, status, error } = classify(thrown, 'obtain')
    emit('revoke-failed', { class: failureClass, status, error })
  })
}
