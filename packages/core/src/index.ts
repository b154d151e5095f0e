export type { CoolDownOptions } from './backoff.ts'
export { type Challenge, parseChallenges } from './challenge.ts'
export { type BodyStream, copyUnreadData, isOneShot } from './body.ts'
export { exchange, type ExchangeRequest, type Refusal, type Transport } from './exchange.ts'
export { exchangeFetch, type FetchCallOptions, type SendAttempt } from './exchange-fetch.ts'
export { hasHeader } from './headers.ts'
export { readBounded } from './http/read-bounded.ts'
export { type ClientKind, expectArguments, expectCoordinator } from './client-arguments.ts'
export { type Clock, systemClock } from './clock.ts'
export { type Coordinator, createCoordinator, type GetTokenOptions, type RefusedAttempt, type RequestOptions, type SetTokensOptions } from './coordinator.ts'
export { type Coordinators, type CoordinatorsOptions, createCoordinators } from './coordinators.ts'
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
} from './errors.ts'
export { type CoordinatorEvents, type EventName, eventNames, type Listener, type NamedEvent, type RenewalReason, type Subscriptions } from './events.ts'
export { type FailureClass, reasonOf } from './failure.ts'
export { expectOptions } from './lib/expect-known.ts'
export type { Grant } from './policy/choose-grant.ts'
export type { SessionIdentity } from './session/session-identity.ts'
export type { SessionResponse } from './policy/is-signed-out.ts'
export { type SessionEndpoint, sessionEndpoint, type SessionEndpointOptions } from './session-endpoint.ts'
export type { Authorization } from './held-token.ts'
export type { CoordinatorOptions } from './options.ts'
export type { Origins } from './origins.ts'
export { conceal, concealedCopy } from './printing.ts'
export { createRefreshTokenFamily } from './refresh-token-family.ts'
export type { TokenRequestContext, TokenSource, TokenSourceFunction } from './source.ts'
export { camelCase } from './token/camel-case.ts'
export type { FieldNames, TokenMap } from './token/map-response.ts'
export { type Lease, memoryStore, type TokenStore } from './token/store.ts'
export type { Claim, StoredToken } from './token/stored-token.ts'
export type { TokenRecord } from './token-record.ts'
export type { ReceivedTokenResponse, TokenResponse } from './token-response.ts'
export type { Answer, Verdict } from './verdict.ts'
export type { RefreshAt } from './windows.ts'
