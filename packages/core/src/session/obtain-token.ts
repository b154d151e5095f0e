import { throwIfAborted } from '../lib/abort.ts'
import { readClock } from '../lib/clock.ts'
import { classify, type Failure } from '../policy/classify-failure.ts'
import { issuedMomentOf } from '../policy/issued-moment.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { readTokenResponse } from '../token/token-response.ts'
import type { ReadResponse, RefreshContext } from './refresh-context.ts'
import { requestToken } from './request-token.ts'
import { tellFailedAttempt } from './tell-failed-attempt.ts'

/** The result of a token request without a refresh token. */
export type Obtained =
  | { readonly kind: 'response'; readonly response: ReadResponse }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Time limit for a person to log in, ms. */
const longestLogin = 3_600_000

/**
 * Requests a token from the source without a refresh token, and retries after temporary failures. Rejects only with the reason of `signal`.
 *
 * @param base - the latest known record, which the record of the new token replaces; undefined: there is no record
 * @param revision - revision (number of the last write) of the store's record when `base` was read
 * @param retries - maximum number of attempts after the first attempt
 */
export async function obtainToken(
  base: StoredToken | undefined,
  revision: number,
  retries: number,
  { settings, signal, emit, past }: RefreshContext,
): Promise<Obtained> {
  const onFailed = tellFailedAttempt(emit)
  const { logoutsMeanwhile } = past()
  const limits = settings.source.interactive === true ? { refreshTimeout: longestLogin, maxRetryTime: longestLogin } : {}
  const ask = (inner: AbortSignal): Promise<unknown> | undefined => settings.source.obtain?.({ signal: inner })
  try {
    const { response, sent, attempt } = await requestToken(ask, 'obtain', signal, { ...settings, ...limits, retries }, onFailed)
    const token = readTokenResponse(response, settings.scheme, sent.wall)
    if ('error' in token) {
      const failure = classify(token.error, 'obtain')
      onFailed(failure, attempt)
      return { kind: 'failed', failure }
    }
    const issued = issuedMomentOf(sent, readClock(settings.clock), token, settings, settings.source.interactive)
    const subject = settings.subject(response)
    return { kind: 'response', response: { grant: 'obtain', token, subject, issued, base, revision, logoutsMeanwhile } }
  } catch (error) {
    throwIfAborted(signal)
    return { kind: 'failed', failure: classify(error, 'obtain') }
  }
}
