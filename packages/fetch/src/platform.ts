import type { SendAttempt } from '@everbearer/core/adapter'
import type { Fetch } from './fetch-like.ts'

const pin: unique symbol = Symbol.for('everbearer.fetch.pin') as never

/** Sends the attempts of a wrapped fetch. */
export interface Sender {
  /** Called at the start of each call of the wrapper. */
  readonly entered: (init: object | undefined) => void
  /** Sends by the platform's present fetch, patches included, or by the given fetch. */
  readonly send: SendAttempt
}

/**
 * Makes the sender of a wrapped fetch. The platform's fetch is looked up at each call, so that later patches such as msw or tracing apply.
 * Once the wrapper is part of the platform's fetch, the lookup ends: the wrapper would call itself for ever.
 *
 * @param given - the fetch that is wrapped
 */
export function createSender(given: Fetch, wrapper: Fetch): Sender {
  let followsPlatform = given === globalThis.fetch
  const stay = (): void => {
    followsPlatform = false
  }
  // If `given` is a wrapper, too, it is part of this wrapper from now on.
  const { [pin]: pinGiven } = given as { [pin]?: () => void }
  pinGiven?.()
  Object.defineProperty(wrapper, pin, { value: stay })
  queueMicrotask(() => {
    if (globalThis.fetch === wrapper) stay()
  })

  /** Marks the options that a patch of fetch gets. If the patch calls the wrapper, even later, the options or their copy have the mark. */
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
