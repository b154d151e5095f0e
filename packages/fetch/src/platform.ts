import type { SendAttempt } from '@everbearer/core/adapter'
import type { Fetch } from './fetch-like.ts'

const pin: unique symbol = Symbol.for('everbearer.fetch.pin') as never

/** Object that sends the attempts of a wrapped fetch. */
export interface Sender {
  /** Must be called at the start of each call of the wrapper. Detects that the platform's fetch calls the wrapper, to prevent a loop. */
  readonly entered: (init: object | undefined) => void
  /** Sends by the platform's current fetch, including later patches, or by the given fetch. */
  readonly send: SendAttempt
}

/**
 * Makes the sender of a wrapped fetch. The platform's fetch is read at each call, so that later patches such as msw or tracing apply. When
 * the wrapper has become part of the platform's fetch, the sender uses `given`: otherwise the wrapper would call itself forever.
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

  /** Key of a mark in the options for a patched platform fetch. If the patch passes them on to the wrapper, the mark shows the loop. */
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
