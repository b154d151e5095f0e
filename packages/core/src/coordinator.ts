/// <reference lib="esnext.disposable" preserve="true" />
import { adapterSideKey } from './adapter/adapter-side.ts'
import { createAdapterSide } from './adapter/create-adapter-side.ts'
import { createUnrefClock } from './lib/unref-clock.ts'
import { expectOptions } from './lib/expect-known.ts'
import { createCallSessions } from './session/call-sessions.ts'
import type { Coordinator } from './session/coordinator-interface.ts'
import { createEmitter } from './session/emitter.ts'
import type { CoordinatorOptions } from './session/coordinator-options.ts'
import { resolveOptions } from './session/options.ts'
import { createSession } from './session/session.ts'
import { createSourceCalls } from './session/source-calls.ts'

/** Lets a coordinator serve on without the store's notices, for the pool that forgets it; resolves when nothing is in progress. */
export const retire: unique symbol = Symbol('retire')

/**
 * Creates the one refresh coordinator of a session. An adapter's `withBearer` connects any number of clients to it.
 *
 * @example
 * ```ts
 * import { createCoordinator } from '@everbearer/core'
 *
 * const auth = createCoordinator({
 *   source: async () => (await fetch('/session/refresh', { method: 'POST' })).json(),
 *   origins: ['https://api.example.com'], // the token goes nowhere else
 * })
 * const { accessToken } = await auth.getToken()
 * ```
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 */
export function createCoordinator(options: CoordinatorOptions): Coordinator {
  const settings = resolveOptions(options)
  const clock = createUnrefClock(settings.clock)
  const { attend } = clock
  const runs = createSourceCalls(() => session.waiters)
  const emitter = createEmitter()
  const session = createSession({ ...settings, clock, runs }, emitter)
  const calls = createCallSessions(session, runs, clock)

  const coordinator: Coordinator & Hidden = {
    get sessionSignal() {
      return session.present.signal
    },
    getToken: async (request) => (await attend(calls.tokenFor(session.present, request?.signal))).record,
    peek: () => session.peek(),
    async setTokens(tokens, given = {}) {
      expectOptions(given, ['session'])
      const { session: kept = 'new' } = given
      if (kept !== 'new' && kept !== 'same') throw new TypeError("session: expected 'new' or 'same'")
      return attend(session.setTokens(tokens, kept))
    },
    clear: () => attend(session.clear()),
    invalidate: () => session.invalidate(),
    on: (name, listener) => emitter.on(name, listener),
    dispose: () => session.dispose(),
    [Symbol.dispose]: () => session.dispose(),
    async [Symbol.asyncDispose]() {
      session.dispose()
      await attend(session.idle())
    },
    [retire]() {
      session.retire()
      return session.idle()
    },
    [adapterSideKey]: createAdapterSide({ session, calls, settings, emitter, clock }),
    // A client may copy plain objects among its options, as axios does, and leave symbols out.
    [Symbol.toStringTag]: 'Coordinator',
  }
  return coordinator
}

/** No part of the type that users see: their editors would offer these. */
interface Hidden {
  [retire](): Promise<void>
  readonly [adapterSideKey]: ReturnType<typeof createAdapterSide>
  readonly [Symbol.toStringTag]: string
}
