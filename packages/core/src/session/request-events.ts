import type { AllowedOrigins } from '../policy/allowed-origins.ts'
import type { ChallengeError } from '../policy/describe-ignored.ts'
import type { SkipReason } from '../policy/skip-reason.ts'
import type { IgnoreRule } from '../policy/classify-response.ts'

/**
 * Facts that every event of a request has. One call of the adapter is one request: each retry of the client is another request. No event
 * holds a path, a query, a header or a body.
 */
export interface RequestFacts {
  /** Number of the request, counted by the coordinator over all its clients. */
  readonly request: number
  /** Number of the request's session, counted by the coordinator from 1. */
  readonly session: number
  /** The origin that the request goes to, such as `https://api.example.com`; the string `null` if the URL can't be read. */
  readonly origin: string
  /** HTTP method in upper case; `other` if the text does not look like a method. */
  readonly method: string
}

/**
 * The events of a request, in this order. `skipped`: the request gets no token. `waited`: the request has waited for a token. `attempt`:
 * the request is sent; each attempt except the first follows a `replay`. `ignored`: a response that may reject the token is left to the
 * caller. Every request ends with exactly one `finished`. A request that began before there was a listener emits no events.
 */
export interface RequestEvents {
  /** A request is sent without a token, and its response is left to the caller. Its `attempt` and `finished` follow. */
  skipped: RequestFacts & {
    readonly reason: SkipReason
    /** The origins that may get tokens; undefined if the reason is not `origin`. `predicate`: your function decides. `any`: all origins. */
    readonly allowed: AllowedOrigins | undefined
  }
  /** A request has waited for its first token, and is sent with this token now. */
  waited: RequestFacts & {
    /** Generation (number) of the token that the request carries, counted from 1 through all sessions. */
    readonly generation: number
    /** Duration of the wait, ms. */
    readonly duration: number
  }
  /** A request is sent. */
  attempt: RequestFacts & {
    /** Generation (number) of the token that the request carries; undefined: no token. */
    readonly generation: number | undefined
    /** Number of the attempt. 1: the first attempt. */
    readonly attempt: number
  }
  /** A request is sent again, because a server rejected its token or DPoP proof, or demanded a step-up. Its `attempt` follows. */
  replay: RequestFacts & {
    /** Generation (number) of the token that was sent before. */
    readonly from: number
    /** Generation (number) of the token that the request carries now. */
    readonly generation: number
    /** Number of the attempt. 2: the second attempt. */
    readonly attempt: number
    /** Time since the previous attempt was sent, ms. */
    readonly duration: number
  }
  /**
   * A response that may reject the token was left to the caller. Such a response is a 401 to a request with a token, or a 400 or 403 with a
   * challenge for the token's scheme. Each response that `shouldRefresh` or the adapter classified as a rejection is such a response, too.
   */
  ignored: RequestFacts & {
    /** Generation (number) of the token that the request carried. */
    readonly generation: number
    readonly status: number
    /** Error code of the challenge: RFC 6750 §3.1, RFC 9449 §7.1 and §9, and RFC 9470 §3. */
    readonly error: ChallengeError | undefined
    /** The rule by which the caller gets the response, and the request is not sent again. */
    readonly rule: IgnoreRule
  }
  /** A request has ended: the headers of its response have arrived, or the caller gets no response. */
  finished: RequestFacts & {
    /** Status of the response that the caller gets; undefined: no response came. */
    readonly status: number | undefined
    /** Code or name of the error if no response came, such as `ECONNREFUSED`, `ERR_SESSION_ENDED` or `AbortError`. */
    readonly error: string | undefined
    /** Number of times that the request was sent. */
    readonly attempts: number
    /** Time from the start to the end of the call, including all waits for tokens, ms. */
    readonly duration: number
  }
}

/** The names of the events that only requests have. */
export const requestEventNames: readonly (keyof RequestEvents)[] = Object.keys({
  skipped: 1,
  waited: 1,
  attempt: 1,
  replay: 1,
  ignored: 1,
  finished: 1,
} satisfies Record<keyof RequestEvents, 1>) as (keyof RequestEvents)[]
