import { type CoordinatorOptions, createCoordinator } from '@everbearer/core'
import { expectOptions } from '@everbearer/core/adapter'
import { controlCoordinator, type CoordinatorControl } from './control-coordinator.ts'
import { createTestClock } from './test-clock.ts'
import { createTestServer, type TestServer, type TestServerOptions } from './test-server.ts'
import type { SourceGrant } from './test-source.ts'

/** Options of `createTestCoordinator()`. */
export interface TestCoordinatorOptions {
  /** Options of the server. @default a server at https://auth.test and https://api.test */
  readonly server?: Omit<TestServerOptions, 'clock'> | undefined
  /** The grant by which the coordinator gets its tokens. @default 'client_credentials' */
  readonly grant?: SourceGrant | undefined
  /** Other options of the coordinator. @default tokens may be sent to any origin; no retries; `random` returns 0.5; `refreshAt` 0.8 */
  readonly coordinator?: Partial<Omit<CoordinatorOptions, 'clock'>> | undefined
}

/** A coordinator for tests, with its clock and its server. */
export interface TestCoordinator extends CoordinatorControl {
  readonly server: TestServer
}

/**
 * Creates a coordinator with a test clock and a test server, for code that takes its coordinator as an argument.
 *
 * @example
 * ```ts
 * import { withBearer } from '@everbearer/fetch'
 * import { createTestCoordinator, expectRequests } from '@everbearer/testing'
 *
 * const kit = createTestCoordinator()
 * const api = withBearer(kit.server.fetch, kit.auth)
 * await api('https://api.test/orders')
 * await kit.pastExpiry()
 * await api('https://api.test/orders')
 * expectRequests(kit.server.apiRequests, [{ token: 'access-1' }, { token: 'access-2' }])
 * ```
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 */
export function createTestCoordinator(options: TestCoordinatorOptions = {}): TestCoordinator {
  expectOptions(options, ['server', 'grant', 'coordinator'])
  const clock = createTestClock()
  const server = createTestServer({ ...options.server, clock })
  const auth = createCoordinator({
    source: server.source(options.grant),
    origins: 'any',
    retries: 0,
    refreshAt: 0.8,
    random: () => 0.5,
    ...options.coordinator,
    clock,
  })
  return { ...controlCoordinator(auth, { server, clock }), server }
}
