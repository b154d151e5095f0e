/**
 * An authorization server and an API on the local machine, for tests.
 *
 * This entry is experimental: the servers change with the needs of the suites of `@everbearer/testing/conformance`.
 *
 * @experimental
 * @module
 */
export { signAssertion } from './assertions.ts'
export { followLogin } from './browser.ts'
export type { DpopOptions } from './bound-tokens.ts'
export { rejections } from './challenges.ts'
export type { ChallengeName } from './challenges.ts'
export type { Control } from './control.ts'
export { startControl } from './control.ts'
export type { CorsOptions } from './cors.ts'
export type { Counts, ServedRequest } from './counters.ts'
export type { ClientAuthentication, ClientOptions, RegisteredClient, UserCredentials } from './directory.ts'
export type { NonceMode } from './dpop-proofs.ts'
export type { Fault, FaultScope } from './faults.ts'
export type { LoginDecision } from './logins.ts'
export { oddRefreshResponses } from './odd-refresh-responses.ts'
export type { OddRefreshResponse } from './odd-refresh-responses.ts'
export { startTestbed } from './testbed.ts'
export type { Testbed, TestbedOptions } from './testbed.ts'
export type { BookedTokenRequest, OnTokenRequest } from './token-books.ts'
