export { type ClearOptions, type Coordinator, type GetTokenOptions, type SetTokensOptions } from './session/coordinator-interface.ts'
export type { CooldownOptions } from './policy/backoff.ts'
export type { Clock } from './lib/clock.ts'
export { createCoordinator } from './coordinator.ts'
export { createAudienceCoordinator } from './audience-coordinator.ts'
export type { AudienceCoordinator } from './audiences/audience-coordinator-interface.ts'
export type { AudienceCoordinatorOptions, AudienceParameters, Audiences } from './audiences/audience-options.ts'
export { createCoordinatorPool } from './pool/create-coordinator-pool.ts'
export type {
  AccountEvent,
  CoordinatorOrPool,
  CoordinatorPool,
  CoordinatorPoolOptions,
  EvictReason,
  LogoutClaims,
  PoolListener,
} from './session/coordinator-pool-interface.ts'
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
export type { CoordinatorEvents, EventName, Listener, NamedEvent, Subscriptions } from './session/events.ts'
export type { RefreshEvents, RefreshReason } from './session/refresh-events.ts'
export type { FailureClass } from './policy/classify-failure.ts'
export { logEvents, type LogEventsOptions, type LogTarget } from './log-events.ts'
export type { LogLevel } from './session/event-line.ts'
export type { Grant } from './token/grant.ts'
export type { PeekedSession, SessionStatus } from './policy/session-status.ts'
export type { BeforeSignIn } from './policy/sign-in.ts'
export type { SessionResponse } from './token/is-signed-out.ts'
export { type SessionEndpoint, sessionEndpoint, type SessionEndpointOptions } from './token/session-endpoint.ts'
export type { CoordinatorOptions } from './session/coordinator-options.ts'
export type { AllowedOrigins, Origins } from './policy/allowed-origins.ts'
export type { ChallengeError } from './policy/describe-ignored.ts'
export type { ReplaceIf } from './policy/replaceable-header.ts'
export type { SkipReason } from './policy/skip-reason.ts'
export type { RequestEvents, RequestFacts } from './session/request-events.ts'
export { shareRefreshToken, type SharedRefreshTokenOptions } from './token/shared-refresh-token.ts'
export type { TokenRequestContext, TokenSource, TokenSourceFunction, TokenTypeHint } from './token/source.ts'
export { camelCase } from './token/camel-case.ts'
export type { FieldNames, TokenMap } from './token/map-response.ts'
export { type ArmedTimer, type RefreshTimer, refreshTimer } from './session/refresh-timer.ts'
export { stepUp } from './session/step-up.ts'
export type { StepUp, StepUpChallenge, StepUpHook } from './session/step-up-interface.ts'
export type { StepUpDemand } from './policy/step-up-demand.ts'
export { defineStore, type MemoryStore, memoryStore } from './session/define-store.ts'
export { encrypted, type EncryptionOptions } from './session/encrypted.ts'
export type { EncryptionKey } from './token/encryption-keys.ts'
export type { TokenStore } from './session/session-store.ts'
export type { Lease, StoreDefinition, StoreOptions, StoreReading } from './token/store.ts'
export type { Claim, StoredToken } from './token/stored-token.ts'
export type { TokenRecord } from './token/token-record.ts'
export type { ReceivedTokenResponse, TokenResponse } from './token/token-response.ts'
export type { IgnoreRule, ResponseClass, ResponseFacts } from './policy/classify-response.ts'
export type { RefreshAt } from './token/token-lifetime.ts'
