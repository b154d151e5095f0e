import type { SendAttempt } from '@everbearer/core'
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

  const handedDown = new WeakSet<object>()
  let sending = false
  return {
    entered(init) {
      if (sending || globalThis.fetch === wrapper || (init && handedDown.has(init))) stay()
    },
    send(input, init, authorization) {
      const platform = globalThis.fetch
      // Options with a token are ours alone: only somebody who has patched the platform's fetch can bring them back.
      if (authorization && init && followsPlatform && platform !== given) handedDown.add(init)
      sending = true
      try {
        return (followsPlatform ? platform : given)(input, init)
      } finally {
        sending = false
      }
    },
  }
}
