/**
 * Functions and types for authors of adapters and token sources. Users import `@everbearer/core`.
 *
 * This entry is experimental until `@everbearer/testing` is public: names may change in any release.
 *
 * @experimental
 * @module
 */
export { type BodyStream, isOneShot } from '../http/body.ts'
export { readBounded } from '../http/read-bounded.ts'
export { type Challenge, parseChallenges } from '../http/www-authenticate.ts'
export { anySignal } from '../lib/abort.ts'
export { isClock, type Moment, sleep, systemClock } from '../lib/clock.ts'
export { expectOptions } from '../lib/expect-known.ts'
export { expect, expectNumber } from '../lib/option-checks.ts'
export { baseUrl } from '../lib/base-url.ts'
export { parseUrl } from '../lib/parse-url.ts'
export { reasonOf } from '../policy/classify-failure.ts'
export { type Authorization, withSecrets } from '../session/active-token.ts'
export type { RequestTrace } from '../session/request-trace.ts'
export type { EventLine } from '../session/event-line.ts'
export { describeEvent } from '../session/event-lines.ts'
export { eventNames } from '../session/events.ts'
export type { SessionIdentity } from '../session/session-identity.ts'
export { withinTime } from '../lib/with-timeout.ts'
export type { BindingTools, KeyBinding } from '../token/key-binding.ts'
export { withServerDate } from '../token/server-date.ts'
export {
  type AdapterSide,
  adapterSideOf,
  type AuthorizationRequest,
  type Bearer,
  type ErrorResponse,
  type HeaderReader,
  type ReplayableRequest,
} from './adapter-side.ts'
export { bindCall, type BoundCall, type CallOptions } from './bind-call.ts'
export { type ClientKind, expectArguments, expectCoordinator } from './expect-arguments.ts'
export { fetchWithToken, type FetchCallOptions, type SendAttempt } from './fetch-with-token.ts'
export { hasHeader } from './headers.ts'
export { sendWithToken } from './send-with-token.ts'
export type { ErrorDetails, OutgoingRequest, Transport } from './transport.ts'
export { type HeaderScheme, type SchemeAttempt, withScheme } from './with-scheme.ts'
