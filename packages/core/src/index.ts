export type { CooldownOptions } from './policy/backoff.ts'
export { type Challenge, parseChallenges } from './http/www-authenticate.ts'
export { type BodyStream, copyUnreadData, isOneShot } from './http/body.ts'
export { sendWithToken, type OutgoingRequest, type ErrorDetails, type Transport } from './adapter/send-with-token.ts'
export { fetchWithToken, type FetchCallOptions, type SendAttempt } from './adapter/fetch-with-token.ts'
export { hasHeader } from './adapter/headers.ts'
export { readBounded } from './http/read-bounded.ts'
export { type ClientKind, expectArguments, expectCoordinator } from './adapter/client-arguments.ts'
export { type Clock, systemClock } from './lib/clock.ts'
export {
  type Coordinator,
  createCoordinator,
  type GetTokenOptions,
  type ErrorResponse,
  type RequestOptions,
  type SetTokensOptions,
} from './coordinator.ts'
export { type CoordinatorPool, type CoordinatorPoolOptions, createCoordinatorPool } from './coordinator-pool.ts'
export {
  CredentialsRejectedError,
  EverbearerError,
  SessionEndedError,
  type SessionEndReason,
  StoreError,
  TokenRequestError,
  type TokenRequestFailure,
  TokenResponseError,
  TokenSourceError,
  TokenUnavailableError,
} from './lib/errors.ts'
export {
  type CoordinatorEvents,
  type EventName,
  eventNames,
  type Listener,
  type NamedEvent,
  type RefreshReason,
  type Subscriptions,
} from './session/events.ts'
export { type FailureClass, reasonOf } from './policy/classify-failure.ts'
export { expectOptions } from './lib/expect-known.ts'
export { logEvents, type LogEventsOptions, type LogTarget } from './log-events.ts'
export type { LogLevel } from './session/event-line.ts'
export type { Grant } from './token/grant.ts'
export type { SessionIdentity } from './session/session-identity.ts'
export type { PeekedSession, SessionStatus } from './policy/session-status.ts'
export type { BeforeSignIn } from './policy/sign-in.ts'
export type { SessionResponse } from './token/is-signed-out.ts'
export { type SessionEndpoint, sessionEndpoint, type SessionEndpointOptions } from './token/session-endpoint.ts'
export type { Authorization } from './session/active-token.ts'
export type { CoordinatorOptions } from './session/options.ts'
export type { AllowedOrigins, Origins } from './policy/allowed-origins.ts'
export type { ChallengeError } from './policy/describe-ignored.ts'
export type { SkipReason } from './policy/skip-reason.ts'
export type { RequestEvents, RequestFacts } from './session/request-events.ts'
export type { RequestTrace, TracedRequest } from './session/request-trace.ts'
export { conceal, concealedCopy } from './lib/redact.ts'
export { shareRefreshToken, type SharedRefreshTokenOptions } from './token/shared-refresh-token.ts'
export type { TokenRequestContext, TokenSource, TokenSourceFunction } from './token/source.ts'
export { camelCase } from './token/camel-case.ts'
export type { FieldNames, TokenMap } from './token/map-response.ts'
export { withServerDate } from './token/server-date.ts'
export { type ArmedTimer, type RefreshTimer, refreshTimer } from './session/refresh-timer.ts'
export { defineStore, memoryStore } from './session/define-store.ts'
export type { TokenStore } from './session/store-access.ts'
export type { Lease, StoreDefinition } from './token/store.ts'
export type { Claim, StoredToken } from './token/stored-token.ts'
export type { TokenRecord } from './token/token-record.ts'
export type { ReceivedTokenResponse, TokenResponse } from './token/token-response.ts'
export type { ResponseFacts, IgnoreRule, ResponseClass } from './policy/classify-response.ts'
export type { RefreshAt } from './token/token-lifetime.ts'
