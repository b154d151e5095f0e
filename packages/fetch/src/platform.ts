import type { SendAttempt } from '@everbearer/core/adapter'
import type { Fetch } from './fetch-like.ts'

const pin: unique symbol = Symbol.for('everbearer.fetch.pin') as never

/** What a wrapped fetch sends with. */
export interface Sender {
  /** To be told of each call of the wrapper. */
  readonly entered: (init: object | undefined) => void
  /** Sends with the platform's fetch as it is now, patches included; or with the one that was given. */
  readonly send: SendAttempt
}

/**
 * The platform's fetch is looked up at each call, or later patches (msw, tracing) would be bypassed. But not once
 * the wrapper itself is part of the platform's fetch: that would call itself for ever.
 */
export function createSender(given: Fetch, wrapper: Fetch): Sender {
  let followsPlatform = given === globalThis.fetch
  const stay = (): void => {
    followsPlatform = false
  }
  // A wrapper around a wrapper: the inner one is part of it from now on.
  const { [pin]: pinGiven } = given as { [pin]?: () => void }
  pinGiven?.()
  Object.defineProperty(wrapper, pin, { value: stay })
  queueMicrotask(() => {
    if (globalThis.fetch === wrapper) stay()
  })

  /** Marks the options of a call that a patch gets. A patch that calls the wrapper brings the mark back, be it later and in a copy. */
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
