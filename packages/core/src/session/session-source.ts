import type { Settings } from './options.ts'
import type { Grant } from '../token/grant.ts'
import type { TokenRequestContext, TokenSource } from '../token/source.ts'
import type { TokenResponse } from '../token/token-response.ts'
import { mapResponse } from '../token/map-response.ts'
import { readSourceResult } from '../token/read-source-result.ts'

/**
 * Wraps a source for a session: reads the source's responses, and gives their fields the standard names, such as `access_token`. While the
 * source is closed, the wrapped source has neither `refresh` nor `obtain`.
 *
 * @param isClosed - returns true if the source has reported the end of the session, and must not be called now
 */
export function createSessionSource(
  { source, map }: Pick<Settings, 'source' | 'map'>,
  isClosed: () => boolean,
): TokenSource<TokenResponse> {
  const read = async (given: unknown, grant: Grant, signal: AbortSignal): Promise<TokenResponse> =>
    mapResponse(await readSourceResult(given, grant, signal), map) as TokenResponse

  return {
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
