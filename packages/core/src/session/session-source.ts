import type { Failure } from '../policy/classify-failure.ts'
import type { Settings } from './options.ts'
import type { Grant } from '../token/grant.ts'
import type { TokenRequestContext, TokenSource } from '../token/source.ts'
import type { TokenResponse } from '../token/token-response.ts'
import { mapResponse } from '../token/map-response.ts'
import { readSourceResult } from '../token/read-source-result.ts'

/**
 * A source as a session asks it: its responses are read, and their fields have the standard's names. A source that has ended
 * the session can neither refresh nor obtain.
 */
export interface SessionSource extends TokenSource<TokenResponse> {
  /** How the source said that the session is over; undefined: it did not. */
  readonly end: Failure | undefined
  /** Keeps the source from being asked for `retryAfterEnd`. */
  close(end: Failure): void
  /** Has the source ended the session so long ago that it may be asked again? */
  readonly mayRetry: () => boolean
  /** There is a new token: the source may be asked again. */
  reopen(): void
}

export function createSessionSource({ source, map, clock }: Pick<Settings, 'source' | 'map' | 'clock'>): SessionSource {
  let end: Failure | undefined
  /** On the monotonic clock, ms. */
  let retryAt: number
  const mayRetry = (): boolean => end !== undefined && clock.monotonic() >= retryAt
  const isClosed = (): boolean => end !== undefined && !mayRetry()
  const read = async (given: unknown, grant: Grant, signal: AbortSignal): Promise<TokenResponse> =>
    mapResponse(await readSourceResult(given, grant, signal), map) as TokenResponse

  return {
    get end() {
      return end
    },
    close(given) {
      end = given
      retryAt = clock.monotonic() + (source.retryAfterEnd ?? Infinity)
    },
    mayRetry,
    reopen() {
      end = undefined
    },
    get obtain() {
      const { obtain } = source
      if (obtain === undefined || isClosed()) return undefined
      return async (context: TokenRequestContext) => read(await obtain.call(source, context), 'obtain', context.signal)
    },
    get refresh() {
      const { refresh } = source
      if (refresh === undefined || isClosed()) return undefined
      return async (refreshToken: string, context: TokenRequestContext) =>
        read(await refresh.call(source, refreshToken, context), 'refresh', context.signal)
    },
    interactive: source.interactive,
    initialRefreshToken: source.initialRefreshToken?.bind(source),
  }
}
