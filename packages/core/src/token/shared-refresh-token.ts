import { expectOptions } from '../lib/expect-known.ts'
import type { Grant } from './grant.ts'
import type { TokenRequestContext, TokenSource } from './source.ts'
import type { TokenResponse } from './token-response.ts'
import { readSourceResult } from './read-source-result.ts'
import { withServerDateOf } from './server-date.ts'
import { checkMap, mapResponse, type TokenMap } from './map-response.ts'

/** How a family reads the responses of its sources. */
export interface SharedRefreshTokenOptions {
  /**
   * How a response becomes a token response, where its fields have other names. The members' coordinators then need no `map`.
   * @default the response as it is
   */
  readonly map?: TokenMap | undefined
}

/**
 * Lets several coordinators live from one refresh token, as where one login serves several audiences: their
 * refreshes run one after the other, and each presents the newest refresh token of all. Without it, a server that
 * rotates refresh tokens would take the second coordinator for a thief (RFC 9700 §4.14.2).
 *
 * @returns a function that makes a source a member of the family
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
    }
    if (refresh === undefined) return map === undefined ? source : member
    return Object.assign(member, {
      refresh(given: string, context: TokenRequestContext) {
        const turn = queue.then(async () => {
          context.signal.throwIfAborted()
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

/** A response without a token leaves the refresh token that was presented in doubt: its successor is no news of it. */
function isUsable(response: Partial<TokenResponse> | null | undefined): boolean {
  return typeof response?.access_token === 'string' && response.access_token !== ''
}

/** Which refresh token has taken the place of which: a spent token is followed by its own successor, never by another login's. */
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

/** How many spent tokens are remembered; whoever comes with an older one has lost its session anyway. */
const most = 1000

/** A refresh that heeds no signal must not hold up the rest of the family. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    promise.then(resolve, reject)
  })
}
