/// <reference lib="esnext.disposable" preserve="true" />
import type { Coordinator, NamedEvent, TokenRecord } from '@everbearer/core'
import { expectCoordinator, expectOptions } from '@everbearer/core/adapter'
import { replaceSystemClock } from './replace-system-clock.ts'
import type { TestClock } from './test-clock.ts'
import type { TestServer } from './test-server.ts'

/** Object that controls a coordinator in tests: moves its clock, records its events, and resets the coordinator between tests. */
export interface CoordinatorControl extends Disposable {
  readonly auth: Coordinator
  readonly clock: TestClock
  /** The events since the last `reset()`, oldest first. */
  readonly events: readonly NamedEvent[]
  /**
   * Moves the clock to a time shortly before the token expires. The token is then due: the next request starts a refresh in the background,
   * and is sent with the old token. A coordinator with another `expiryMargin` or a later `refreshAt` may need another time.
   *
   * @throws {Error} there is no token, or its lifetime is unknown
   */
  readonly pastDue: () => Promise<void>
  /**
   * Moves the clock past the end of the token. The next request waits for a new token.
   *
   * @throws {Error} there is no token, or its lifetime is unknown
   */
  readonly pastExpiry: () => Promise<void>
  /**
   * Resets everything for the next test: no session, no token, no cooldown (pause after a failed refresh), no events, and the clock at its
   * start. The option `server` is reset, too. The coordinator's store is emptied as at a logout. Listeners get the events of this logout.
   *
   * @throws {Error} the coordinator has another clock than this control
   */
  readonly reset: () => Promise<void>
  /** Stops the recording of events. Restores `systemClock`, if this control has replaced the clock. */
  readonly release: () => void
}

/** Options of `controlCoordinator()`. */
export interface ControlOptions {
  /** Server that is reset together with the coordinator. @default no server */
  readonly server?: TestServer | undefined
  /** The clock of the coordinator. @default a new clock that replaces `systemClock`, the default clock of every coordinator */
  readonly clock?: TestClock | undefined
  /** True: the clock skips the pauses between retries of a token request. False: a test must move the clock. @default true */
  readonly skipRetryPauses?: boolean | undefined
}

/**
 * Controls a coordinator that exists already, for instance one that a module of the application exports. The coordinator must have the
 * default clock, or `clock` must be its clock.
 *
 * @example
 * ```ts
 * import { createCoordinator } from '@everbearer/core'
 * import { controlCoordinator } from '@everbearer/testing'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'one', expires_in: 300 }), origins: 'any' })
 * const control = controlCoordinator(auth)
 * await control.reset() // before each test
 * await auth.getToken()
 * await control.pastExpiry()
 * control.release() // after all tests
 * ```
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @throws {Error} `systemClock` is replaced already: pass `clock` to control several coordinators
 */
export function controlCoordinator(auth: Coordinator, options: ControlOptions = {}): CoordinatorControl {
  expectCoordinator('controlCoordinator', auth)
  expectOptions(options, ['server', 'clock', 'skipRetryPauses'])
  const { server, skipRetryPauses = true } = options
  const replacedClock = options.clock === undefined ? replaceSystemClock() : undefined
  const clock: TestClock = options.clock ?? replacedClock!
  const events: NamedEvent[] = []
  let known: TokenRecord | undefined

  const stopListening = auth.on('*', (event) => events.push(event))
  const stopSkipping = auth.on('attempt-failed', ({ retryIn }) => {
    // The event has a rounded pause, so 1 ms is added.
    if (retryIn !== undefined && skipRetryPauses) void clock.advance(retryIn + 1)
  })

  /** Returns the present token. `getToken()` is called only once per token, as a call for a token that is due would start a refresh. */
  async function presentToken(): Promise<TokenRecord & { readonly lifetime: number }> {
    const { accessToken } = auth.peek()
    if (accessToken === undefined) throw new Error('there is no token to move past: send a request first')
    if (known?.accessToken !== accessToken) known = await auth.getToken()
    if (known.lifetime === undefined) throw new Error('the token has no lifetime: let its response have expires_in')
    return known as TokenRecord & { readonly lifetime: number }
  }

  const moveTo = (moment: number): Promise<void> => clock.advance(Math.max(0, moment - clock.wall()))
  const release = (): void => {
    stopListening()
    stopSkipping()
    replacedClock?.restore()
  }

  return {
    auth,
    clock,
    events,
    async pastDue() {
      const { issuedAt, lifetime } = await presentToken()
      await moveTo(issuedAt + lifetime - Math.max(Math.min(10_000, lifetime * 0.05), Math.min(1_000, lifetime * 0.1)) - 1)
    },
    async pastExpiry() {
      const { issuedAt, lifetime } = await presentToken()
      await moveTo(issuedAt + lifetime)
    },
    async reset() {
      clock.restart()
      server?.reset()
      // Calls that wait end with their session. New tokens end the cooldown.
      await auth.clear()
      await auth.setTokens({ access_token: 'reset', expires_in: 300 })
      const { issuedAt } = await auth.getToken()
      if (issuedAt !== clock.wall()) throw new Error(otherClock)
      await auth.clear()
      known = undefined
      await clock.advance(0)
      events.length = 0
    },
    release,
    [Symbol.dispose]: release,
  }
}

const otherClock =
  'The coordinator does not have the clock of the test. Does it have an option `clock`? Then pass the same clock to controlCoordinator(). ' +
  'Is there a second copy of @everbearer/core? `npm ls @everbearer/core` shows all copies.'
