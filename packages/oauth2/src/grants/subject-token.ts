import type { Coordinator, SessionEndedError, TokenSource } from '@everbearer/core'
import { expectOption, isText } from '../check.ts'

/** A token to exchange: a string, a function that returns a token for each attempt, or a coordinator that has the token. */
export type TokenInput = string | (() => string | Promise<string>) | Coordinator

/** Object that reads the subject token or the actor token for a token exchange, RFC 8693. */
export interface TokenReader {
  readonly read: (signal: AbortSignal) => Promise<string>
  /** Called when the server has rejected the token. A coordinator then refreshes the token. True: the next read may give another token. */
  readonly discard: (token: string) => boolean
  /** The coordinator of the session that the token belongs to; undefined: no coordinator gives the token. */
  readonly coordinator: Coordinator | undefined
}

/** Makes the reader of a token. @throws {TypeError} the input is not a token, a function or a coordinator */
export function readerOf(name: string, input: TokenInput): TokenReader {
  if (isCoordinator(input)) {
    return {
      read: async (signal) => (await input.getToken({ signal })).accessToken,
      discard(token) {
        // Another caller may have refreshed the token in the meantime.
        if (input.peek().accessToken === token) input.invalidate()
        return true
      },
      coordinator: input,
    }
  }
  expectOption(isText(input) || typeof input === 'function', name, 'a token, a function that gets one, or a coordinator')
  return {
    async read() {
      const token = typeof input === 'function' ? await input() : input
      expectOption(isText(token), name, 'a function that gives a string that is not empty')
      return token
    },
    discard: () => false,
    coordinator: undefined,
  }
}

function isCoordinator(input: unknown): input is Coordinator {
  return typeof input === 'object' && input !== null && typeof (input as Partial<Coordinator>).getToken === 'function'
}

/**
 * Returns the function `followEnd` of a token source. The function ends the source's session when the session of a token's coordinator
 * ends. Undefined: no coordinator gives a token.
 */
export function followEndsOf(readers: readonly TokenReader[]): TokenSource['followEnd'] {
  const coordinators = readers.flatMap(({ coordinator }) => coordinator ?? [])
  if (coordinators.length === 0) return undefined
  return (end) => {
    const stops = coordinators.map((coordinator) => followEnd(coordinator, end))
    return () => {
      for (const stop of stops) stop()
    }
  }
}

function followEnd(coordinator: Coordinator, end: () => void): () => void {
  let signal: AbortSignal
  const follow = (): void => {
    signal = coordinator.sessionSignal
    signal.addEventListener('abort', onEnd, { once: true })
  }
  const onEnd = (): void => {
    const { reason } = signal.reason as SessionEndedError
    // A process that shuts down does not end the session. Before a sign-in, there was no session.
    if (reason === 'disposed') return
    if (reason !== 'not-signed-in') end()
    follow()
  }
  follow()
  return () => signal.removeEventListener('abort', onEnd)
}
