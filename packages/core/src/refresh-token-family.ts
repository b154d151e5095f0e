import type { TokenSource } from './source.ts'
import { createSpentTokens } from './spent-tokens.ts'
import type { TokenResponse } from './token-response.ts'

/**
 * Lets several coordinators live from one refresh token, as where one login serves several audiences: their
 * refreshes run one after the other, and each presents the newest refresh token of all. Without it, a server that
 * rotates refresh tokens would take the second coordinator for a thief (RFC 9700 §4.14.2).
 *
 * @returns a function that makes a source a member of the family
 */
export function createRefreshTokenFamily(): (source: TokenSource) => TokenSource {
  const spent = createSpentTokens()
  let newest: string | undefined
  let queue: Promise<unknown> = Promise.resolve()

  function note(presented: string, { refresh_token: next }: TokenResponse): void {
    if (typeof next !== 'string' || next === '' || next === presented) return
    spent.add(presented)
    newest = next
  }

  return (source) => {
    const { refresh } = source
    if (refresh === undefined) return source
    return {
      get obtain() {
        return source.obtain?.bind(source)
      },
      initialRefreshToken: source.initialRefreshToken?.bind(source),
      refresh(given, context) {
        const turn = queue.then(async () => {
          context.signal.throwIfAborted()
          const presented = spent.has(given) ? (newest ?? given) : given
          const response = await untilAborted(refresh.call(source, presented, context), context.signal)
          note(presented, response)
          return spent.has(given) ? { refresh_token: newest, ...response } : response
        })
        queue = turn.catch(() => {})
        return turn
      },
    }
  }
}

/** A refresh that heeds no signal must not hold up the rest of the family. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    promise.then(resolve, reject)
  })
}
