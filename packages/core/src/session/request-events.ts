import type { AllowedOrigins } from '../policy/allowed-origins.ts'
import type { ChallengeError } from '../policy/describe-ignored.ts'
import type { SkipReason } from '../policy/skip-reason.ts'
import type { IgnoreRule } from '../policy/classify-response.ts'

/**
 * Common to the events of a request. A request is one call of the adapter: each retry of the client's own is a request of its own.
 * No event tells a path, a query, a header or a body.
 */
export interface RequestFacts {
  /** Number of the request, counted by the coordinator over all its clients. */
  readonly request: number
  /** Number of the session that the request belongs to, counted by the coordinator. The first one is 1. */
  readonly session: number
  /** Where the request goes, as `https://api.example.com`; `null` where its URL can't be read. */
  readonly origin: string
  /** HTTP method in upper case. */
  readonly method: string
}

/**
 * What happens to a request, in this order: `skipped` or `waited`, then for each time that it is sent `attempt`, with `replay` before each
 * but the first, then `ignored`, then `finished`. Every request ends with one `finished`. A request that began before anyone listened
 * tells nothing.
 */
export interface RequestEvents {
  /** A request goes out without a token, and its response is left to the caller. Its `attempt` and `finished` follow. */
  skipped: RequestFacts & {
    readonly reason: SkipReason
    /** Where tokens may go, with the reason `origin`: origins, a predicate of yours, or any origin if the URL can be read. */
    readonly allowed: AllowedOrigins | undefined
  }
  /** A request has waited for its first token, and is sent with it now. */
  waited: RequestFacts & {
    readonly generation: number
    /** ms. */
    readonly duration: number
  }
  /** A request is sent. */
  attempt: RequestFacts & {
    /** Of the token that it carries; undefined: it carries none. */
    readonly generation: number | undefined
    /** 1: for the first time. */
    readonly attempt: number
  }
  /** A request whose token was rejected is sent again. Its `attempt` follows. */
  replay: RequestFacts & {
    /** Generation of the token that was rejected. */
    readonly from: number
    /** Generation of the token that the request carries now. */
    readonly generation: number
    /** 2: for the second time. */
    readonly attempt: number
    /** Since the attempt before was sent, ms. */
    readonly duration: number
  }
  /**
   * A response that may be a word on the token was handed to the caller: each 401 to a request with a token, a 400 or 403 with a
   * challenge for the scheme that was sent, and what `shouldRefresh` took for a rejection.
   */
  ignored: RequestFacts & {
    /** Of the token that the request carried. */
    readonly generation: number
    readonly status: number
    /** The `error` of the challenge, RFC 6750 §3.1 and RFC 9470 §3. */
    readonly error: ChallengeError | undefined
    /** Which rule let the response through. */
    readonly rule: IgnoreRule
  }
  /** A request has ended: its response has begun, or its client gave or threw something in the place of one. */
  finished: RequestFacts & {
    /** Of the response that the caller gets; undefined: none came. */
    readonly status: number | undefined
    /** Where no response came: the code of the error, as `ECONNREFUSED` or `ERR_SESSION_ENDED`, or its name, as `AbortError`. */
    readonly error: string | undefined
    /** How often the request was sent. */
    readonly attempts: number
    /** From the call to its end, waits for tokens included, ms. */
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
