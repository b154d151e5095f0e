import type { Clock } from '../lib/clock.ts'
import type { IgnoreRule, ResponseFacts } from '../policy/classify-response.ts'
import type { StepUpDemand } from '../policy/step-up-demand.ts'
import type { StoredToken } from '../token/stored-token.ts'
import type { TokenResponse } from '../token/token-response.ts'
import type { Authorization } from './active-token.ts'
import type { Emitter } from './events.ts'
import type { SessionIdentity } from './session-identity.ts'

/** The demand that a server makes before it serves a request, for the hook of `stepUp()`. The challenge holds no token. */
export interface StepUpChallenge extends StepUpDemand {
  /** The origin that the request goes to, such as `https://api.example.com`. */
  readonly origin: string
  /** HTTP method of the request, in upper case. */
  readonly method: string
  /** The scope of the present token; undefined: unknown. Ask for these scopes as well: the new tokens replace the present tokens. */
  readonly grantedScope: string | undefined
  /** The signal that aborts when the session ends, or when the hook takes longer than an hour. */
  readonly signal: AbortSignal
}

/**
 * A function of the application that gets tokens to meet a server's demand. Returns a token response, or nothing if there are no such
 * tokens.
 */
export type StepUpHook = (challenge: StepUpChallenge) => Result | Promise<Result>

type Result = TokenResponse | null | undefined | void

/** The value of the option `stepUp`. Created by `stepUp(hook)`. */
export interface StepUp {
  /** Creates the function that handles the demands of servers for a coordinator. Called by the coordinator. */
  create(tools: StepUpTools): StepUps
}

/** The objects that a coordinator passes to `StepUp.create`. */
export interface StepUpTools {
  readonly session: StepUpSession
  readonly clock: Clock
  readonly emit: Emitter['emit']
  /** The HTTP authentication scheme of the tokens in lower case, such as `bearer`. */
  readonly scheme: string
}

/** The parts of a session that step-ups use. */
export interface StepUpSession {
  readonly present: SessionIdentity
  /** Returns the record of the active token; undefined: there is no token. */
  stored(): StoredToken | undefined
  setTokens(response: TokenResponse, kept: 'same'): Promise<void>
}

/** The fields of a request that step-ups read. */
export interface StepUpRequest {
  readonly url: string
  readonly method?: string | undefined
  readonly signal?: AbortSignal | null | undefined
}

/** A function that reads the demand of a response. Undefined: there is no demand, or the hook of `stepUp` has sent the request. */
export type StepUps = (sent: Authorization, response: ResponseFacts, request: StepUpRequest) => PossibleStepUp | undefined

/** The step-up (a stronger login or more scopes) that a server demands in a response. */
export interface PossibleStepUp {
  /** `replay`: the request may be sent again once the demand is met. A rule: the caller gets the response. */
  readonly rejection: IgnoreRule | 'replay'
  /**
   * Waits for tokens that meet the demand. Resolves with a rule if there are no such tokens.
   *
   * @throws {SessionEndedError} the session has ended meanwhile; the promise rejects
   * @throws the reason of the request's signal; the promise rejects
   */
  meet(): Promise<IgnoreRule | undefined>
}
