import type { Coordinator, SessionEndedError, TokenSource } from '@everbearer/core'
import { expectOption, isText } from '../check.ts'

/** A token to exchange: the token itself, a function that gets one for each attempt, or the coordinator whose token it is. */
export type TokenInput = string | (() => string | Promise<string>) | Coordinator

/** Reads a token to exchange. */
export interface TokenReader {
  readonly read: (signal: AbortSignal) => Promise<string>
  /** Marks a token as dead, as the server rejected it. Returns whether another token may come. */
  readonly discard: (token: string) => boolean
  /** Whose session the token belongs to; undefined: no coordinator gives the token. */
  readonly coordinator: Coordinator | undefined
}

/** @throws {TypeError} the input is none of the three */
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

/** The `followEnd` of a source whose tokens belong to the sessions of coordinators; undefined: there is no coordinator. */
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
    // A process that shuts down ends no session, and there was no session before a sign-in.
    if (reason === 'disposed') return
    if (reason !== 'not-signed-in') end()
    follow()
  }
  follow()
  return () => signal.removeEventListener('abort', onEnd)
}
