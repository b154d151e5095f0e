import { abortReason, throwIfAborted } from '../lib/abort.ts'
import { expectOptions } from '../lib/expect-known.ts'
import type { Grant } from './grant.ts'
import type { TokenRequestContext, TokenSource } from './source.ts'
import type { TokenResponse } from './token-response.ts'
import { readSourceResult } from './read-source-result.ts'
import { withServerDateOf } from './server-date.ts'
import { checkMap, mapResponse, type TokenMap } from './map-response.ts'

/** The settings of `shareRefreshToken()`. */
export interface SharedRefreshTokenOptions {
  /**
   * The rule that turns a response into a token response, if the response has other field names. The coordinators that share the
   * refresh token then need no `map`.
   * @default unchanged
   */
  readonly map?: TokenMap | undefined
}

/**
 * Lets several coordinators share one refresh token, for instance if one login serves several audiences. Their refreshes run one after the
 * other, and each refresh presents the newest refresh token. Otherwise a server that rotates refresh tokens would treat the second
 * coordinator as a thief (RFC 9700 §4.14.2).
 *
 * @returns a function that takes a source, and returns that source with the shared refresh token
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 *
 * @example
 * ```ts
 * import { camelCase, createCoordinator, shareRefreshToken, type TokenSource } from '@everbearer/core'
 *
 * declare const ordersSource: TokenSource
 *
 * const join = shareRefreshToken({ map: camelCase })
 * const orders = createCoordinator({ source: join(ordersSource), origins: ['https://orders.example.com'] })
 * ```
 */
export function shareRefreshToken(options: SharedRefreshTokenOptions = {}): (source: TokenSource) => TokenSource {
  expectOptions(options, ['map'])
  const { map } = options
  checkMap(map)
  const successors = createSuccessors()
  let queue: Promise<unknown> = Promise.resolve()

  const read = async (given: unknown, grant: Grant, signal: AbortSignal): Promise<TokenResponse> =>
    mapResponse(await readSourceResult(given, grant, signal), map) as TokenResponse

  return (source) => {
    const { refresh } = source
    const member: TokenSource = {
      get obtain() {
        const { obtain } = source
        if (map === undefined || obtain === undefined) return obtain?.bind(source)
        return async (context: TokenRequestContext) => read(await obtain.call(source, context), 'obtain', context.signal)
      },
      interactive: source.interactive,
      initialRefreshToken: source.initialRefreshToken?.bind(source),
      retryAfterEnd: source.retryAfterEnd,
      revoke: source.revoke && ((token, ...rest) => source.revoke?.(successors.newestOf(token), ...rest) ?? Promise.resolve()),
      followEnd: source.followEnd?.bind(source),
      keyBinding: source.keyBinding,
    }
    if (refresh === undefined) return map === undefined ? source : member
    return Object.assign(member, {
      refresh(given: string, context: TokenRequestContext) {
        const turn = queue.then(async () => {
          throwIfAborted(context.signal)
          const presented = successors.newestOf(given)
          const ask = async (): Promise<TokenResponse> => read(await refresh.call(source, presented, context), 'refresh', context.signal)
          const response = await untilAborted(ask(), context.signal)
          const next: unknown = response?.refresh_token
          if (typeof next === 'string' && next !== '') successors.add(presented, next)
          const newest = successors.newestOf(given)
          return newest === given || !isUsable(response) ? response : withServerDateOf({ ...response, refresh_token: newest }, response)
        })
        queue = turn.catch(() => {})
        return turn
      },
    })
  }
}

/**
 * Checks whether a response has an access token. A refresh adds the newest refresh token only to such a response. A response without an
 * access token is a failure, so the refresh returns that response unchanged.
 */
function isUsable(response: Partial<TokenResponse> | null | undefined): boolean {
  return typeof response?.access_token === 'string' && response.access_token !== ''
}

/**
 * Makes a map from each replaced refresh token to the token that replaced it. `newestOf` follows the map to the newest token of the same
 * login.
 */
function createSuccessors() {
  const successors = new Map<string, string>()
  return {
    newestOf(token: string): string {
      let newest = token
      for (let next = successors.get(newest); next !== undefined; next = successors.get(newest)) newest = next
      return newest
    },
    add(spent: string, next: string): void {
      if (spent === next || successors.has(next)) return
      successors.set(spent, next)
      const [oldest] = successors.keys()
      if (successors.size > most && oldest !== undefined) successors.delete(oldest)
    },
  }
}

/** Maximum number of replaced refresh tokens that are remembered. If there are more, the oldest is forgotten. */
const most = 1000

/**
 * Settles as the promise does, but rejects as soon as the signal aborts. A refresh that ignores its signal must not delay the refreshes of
 * other sources.
 */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(abortReason(signal)), { once: true })
    promise.then(resolve, reject)
  })
}
