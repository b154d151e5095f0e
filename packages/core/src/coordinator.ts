/// <reference lib="esnext.disposable" preserve="true" />
import { type AdapterSide, adapterSideKey } from './adapter/adapter-side.ts'
import { createAdapterSide } from './adapter/create-adapter-side.ts'
import { freeConnection } from './adapter/free-connection.ts'
import { createUnrefClock } from './lib/unref-clock.ts'
import { expectOptions } from './lib/expect-known.ts'
import { createCallSessions } from './session/call-sessions.ts'
import type { Coordinator } from './session/coordinator-interface.ts'
import { createEmitter } from './session/emitter.ts'
import type { CoordinatorOptions } from './session/coordinator-options.ts'
import type { Emitter } from './session/events.ts'
import { type ResolvedOptions, resolveOptions } from './session/options.ts'
import { poolMemberKey } from './session/pool-member.ts'
import { createSession, type Session } from './session/session.ts'
import { createSourceCalls } from './session/source-calls.ts'
import type { KeyBinding } from './token/key-binding.ts'

/**
 * Creates the coordinator of a session. The coordinator refreshes the session's token for all clients. An adapter's `withBearer` connects a
 * client to the coordinator.
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
  return assembleCoordinator(resolveOptions(options), createEmitter())
}

/** Creates a coordinator from options that were checked. */
export function assembleCoordinator(settings: ResolvedOptions, emitter: Emitter): AssembledCoordinator {
  const clock = createUnrefClock(settings.clock)
  const { attend } = clock
  const runs = createSourceCalls(() => session.waiters)
  const session = createSession({ ...settings, clock, runs }, emitter)
  const calls = createCallSessions(session, runs, clock)
  const side = createAdapterSide({ session, calls, settings, emitter, clock })
  const binding = settings.source.keyBinding as KeyBinding<AdapterSide> | undefined

  const coordinator: AssembledCoordinator = {
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
    async clear(given = {}) {
      expectOptions(given, ['revoke'])
      return attend(session.clear(given.revoke))
    },
    invalidate: () => session.invalidate(),
    on: (name, listener) => emitter.on(name, listener),
    dispose: () => session.dispose(),
    [Symbol.dispose]: () => session.dispose(),
    async [Symbol.asyncDispose]() {
      session.dispose()
      await attend(session.idle())
    },
    [poolMemberKey]: session,
    [adapterSideKey]: binding?.bind(side, { freeConnection: (response, signal) => freeConnection(response, clock, signal) }) ?? side,
    // Clients such as axios copy plain objects in their options, but not the symbol keys. With this tag, the coordinator is not a plain
    // object.
    [Symbol.toStringTag]: 'Coordinator',
  }
  return coordinator
}

/** A coordinator with its internal members, for pools and adapters. The public type omits these members, so editors do not suggest them. */
export interface AssembledCoordinator extends Coordinator {
  readonly [poolMemberKey]: Session
  readonly [adapterSideKey]: AdapterSide
  readonly [Symbol.toStringTag]: string
}
