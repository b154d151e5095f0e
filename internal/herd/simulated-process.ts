import { type Clock, type Coordinator, type CoordinatorOptions, createCoordinator, type RefreshTimer } from '@everbearer/core'
import { adapterSideOf } from '@everbearer/core/adapter'
import type { TokenEndpoint } from './token-endpoint.ts'

/** What all simulated processes share. */
export interface World {
  readonly clock: Clock
  readonly random: () => number
  readonly endpoint: TokenEndpoint
  /** Options that differ from the defaults. */
  readonly options?: Partial<CoordinatorOptions>
  /** Mean time between two requests of a process, ms. */
  readonly requestGap: number
  /** Called when a process gets its first token. */
  readonly onReady: () => void
}

/** A simulated process: a coordinator with requests. */
export interface SimulatedProcess {
  end(): void
}

const url = 'https://api.example.com/orders'

/**
 * Starts a process. Its requests follow each other at random, as a Poisson process. Between two moments at which a token request may follow,
 * a request costs nothing: these requests are left out. The time from such a moment to the next request has the same distribution.
 */
export function startProcess({ clock, random, endpoint, options, requestGap, onReady }: World): SimulatedProcess {
  let isReady = false
  let timer: unknown
  const auth: Coordinator = createCoordinator({
    source: ({ signal }) => endpoint.request(signal),
    origins: 'any',
    clock,
    random,
    proactive: requestsWhenDue(),
    ...options,
  })
  auth.on('cooldown', ({ duration }) => sendAfter(duration))
  send()
  return {
    end() {
      clock.clearTimeout(timer)
      auth.dispose()
    },
  }

  /** Sends requests in place of refreshes: this is no timer of the refresh, but tells when a request may cause a token request. */
  function requestsWhenDue(): RefreshTimer {
    return {
      create: (_clock, remaining) => ({
        arm() {
          const wait = remaining()
          if (wait !== Infinity) sendAfter(Math.max(0, wait))
        },
        disarm: () => clock.clearTimeout(timer),
      }),
    }
  }

  /** Sends the first request after `ms`. */
  function sendAfter(ms: number): void {
    clock.clearTimeout(timer)
    timer = clock.setTimeout(send, ms - Math.log(1 - random()) * requestGap)
  }

  function send(): void {
    const result = adapterSideOf(auth).authorize({ url })
    if (result instanceof Promise) void noteFirstToken(result)
  }

  async function noteFirstToken(result: Promise<unknown>): Promise<void> {
    try {
      await result
    } catch {
      // The cooldown that follows sends the next request.
      return
    }
    if (!isReady) onReady()
    isReady = true
  }
}
