import type { SendAttempt } from '@everbearer/core/adapter'
import type { Fetch } from './fetch-like.ts'

const pin: unique symbol = Symbol.for('everbearer.fetch.pin') as never

/** Object that sends the requests and the replays of a fetch that `withBearer` has wrapped. */
export interface Sender {
  /** Must be called at the start of each call of the wrapper. Detects that the platform's fetch calls the wrapper, to prevent a loop. */
  readonly entered: (init: object | undefined) => void
  /**
   * Sends by the platform's current fetch, with all patches, if the platform's fetch was wrapped. Otherwise, or if the platform's fetch
   * calls the wrapper, sends by the wrapped fetch.
   */
  readonly send: SendAttempt
}

/**
 * Makes the sender of a wrapped fetch. If `given` is the platform's fetch, the platform's fetch is read at each call, so that later patches
 * such as msw or tracing apply. When the wrapper has become part of the platform's fetch, the sender uses `given`: otherwise the wrapper
 * would call itself forever.
 *
 * @param given - the fetch that is wrapped
 */
export function createSender(given: Fetch, wrapper: Fetch): Sender {
  let followsPlatform = given === globalThis.fetch
  const stay = (): void => {
    followsPlatform = false
  }
  // If `given` is another wrapper, it is part of this wrapper from now on, so it must not read the platform's fetch.
  const { [pin]: pinGiven } = given as { [pin]?: () => void }
  pinGiven?.()
  Object.defineProperty(wrapper, pin, { value: stay })
  queueMicrotask(() => {
    if (globalThis.fetch === wrapper) stay()
  })

  /** Option that is added to calls of a patched platform fetch. If the wrapper gets this option, the patch calls the wrapper: a loop. */
  const mark = Symbol('everbearer')
  let sending = false
  return {
    entered(init) {
      if (sending || globalThis.fetch === wrapper || (init && mark in init)) stay()
    },
    send(input, init) {
      const platform = globalThis.fetch
      if (!followsPlatform || platform === given) return given(input, init)
      sending = true
      try {
        return platform(input, { ...init, [mark]: true } as typeof init)
      } finally {
        sending = false
      }
    },
  }
}
