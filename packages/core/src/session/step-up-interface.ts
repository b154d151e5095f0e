import type { Clock } from '../lib/clock.ts'
import type { IgnoreRule, ResponseFacts } from '../policy/classify-response.ts'
import type { StepUpDemand } from '../policy/step-up-demand.ts'
import type { StoredToken } from '../token/stored-token.ts'
import type { TokenResponse } from '../token/token-response.ts'
import type { Authorization } from './active-token.ts'
import type { Emitter } from './events.ts'
import type { SessionIdentity } from './session-identity.ts'

/** What a server demands before it serves a request, for the hook of `stepUp()`. It holds no token. */
export interface StepUpChallenge extends StepUpDemand {
  /** Where the request goes, such as `https://api.example.com`. */
  readonly origin: string
  /** HTTP method of the request, in upper case. */
  readonly method: string
  /** The scope of the present token; undefined: unknown. Ask for these scopes as well: the new tokens replace the present tokens. */
  readonly grantedScope: string | undefined
  /** Aborts when the session ends, or when the hook takes longer than an hour. */
  readonly signal: AbortSignal
}

/** Meets a demand. Returns tokens as a token response, or nothing if there are no such tokens. */
export type StepUpHook = (challenge: StepUpChallenge) => Result | Promise<Result>

type Result = TokenResponse | null | undefined | void

/** The value of the option `stepUp`: `stepUp(hook)`. */
export interface StepUp {
  /** Called by the coordinator. */
  create(tools: StepUpTools): StepUps
}

/** What a coordinator gives to its step-ups. */
export interface StepUpTools {
  readonly session: StepUpSession
  readonly clock: Clock
  readonly emit: Emitter['emit']
  /** The scheme of the tokens, in lower case. */
  readonly scheme: string
}

/** What step-ups ask of a session. */
export interface StepUpSession {
  readonly present: SessionIdentity
  /** The record of the active token. */
  stored(): StoredToken | undefined
  setTokens(response: TokenResponse, kept: 'same'): Promise<void>
}

/** What step-ups read of a request. */
export interface StepUpRequest {
  readonly url: string
  readonly method?: string | undefined
  readonly signal?: AbortSignal | null | undefined
}

/** Reads the demand of a response. Undefined: the response demands nothing that the hook could meet. */
export type StepUps = (sent: Authorization, response: ResponseFacts, request: StepUpRequest) => PossibleStepUp | undefined

/** A step-up that a response demands. */
export interface PossibleStepUp {
  /** `replay`: the request may be sent again once the demand is met. A rule: the caller gets the response. */
  readonly rejection: IgnoreRule | 'replay'
  /**
   * Waits for tokens that meet the demand. Resolves with a rule if there are no such tokens.
   *
   * @throws {SessionEndedError} the session has ended meanwhile (a rejection)
   * @throws the reason of the request's signal (a rejection)
   */
  meet(): Promise<IgnoreRule | undefined>
}
