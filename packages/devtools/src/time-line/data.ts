/** The content of a time line. Times are ms on any clock, but the same clock for every value. A span without `to` lasts until `now`. */
export interface TimeLineData {
  /** The present time, which is the right edge of the chart. */
  readonly now: number
  /** Requests, oldest first. */
  readonly lanes: readonly Lane[]
  readonly refreshes: readonly RefreshSpan[]
  readonly sessions: readonly SessionSpan[]
  readonly tokens: readonly TokenSpan[]
  readonly marks: readonly Mark[]
  /**
   * The contents of other time lines that are shown next to this time line, on the same clock. The axis of this time line then also fits
   * these contents. For equal axes, each time line must name all others. The `beside` of the other contents is not read.
   *
   * @default none
   */
  readonly beside?: readonly TimeLineData[]
}

/**
 * The result of a request. `ok`: a response that the caller can use. `rejected`: a rejection of the token. `failed`: an error. `ended`: an
 * error because the session has ended. `ignored`: a response that may reject the token, and that the caller gets. `skipped`: the request
 * was sent without a token.
 */
export type LaneOutcome = 'ok' | 'rejected' | 'failed' | 'ended' | 'ignored' | 'skipped'

/** A request: one call of a client, with its waits and attempts. */
export interface Lane {
  /** Id that is unique among lanes and refreshes. */
  readonly id: string
  /** Name of the call, for example `GET https://api.example.com`. */
  readonly label: string
  /** Name of the client or coordinator of the call, if there are several. */
  readonly client?: string
  readonly from: number
  readonly to?: number
  /** Undefined: the call is in progress, or its result is not known. */
  readonly outcome?: LaneOutcome
  /** A sentence for people about what happened, with advice. */
  readonly note?: string
  /** Waits and attempts, oldest first. */
  readonly segments: readonly Segment[]
}

/** A part of a call: a wait for a token, or an attempt, which is one HTTP request to the API. */
export type Segment =
  | {
      readonly kind: 'waiting'
      readonly from: number
      readonly to?: number
      /** Reason of the wait, in words. */
      readonly reason: string
    }
  | {
      readonly kind: 'attempt'
      readonly from: number
      readonly to?: number
      /** Number of the attempt, from 1. */
      readonly attempt: number
      /** Number of the token that the attempt carries; undefined: no token. */
      readonly token?: number
      /** HTTP status of the response. */
      readonly status?: number
      readonly outcome?: 'ok' | 'rejected' | 'failed'
    }

/** A refresh, from its start until its callers can continue. */
export interface RefreshSpan {
  /** Id that is unique among lanes and refreshes. */
  readonly id: string
  /** Name of the client or coordinator of the refresh, if there are several. */
  readonly client?: string
  readonly from: number
  readonly to?: number
  /** Grant of the refresh. `refresh`: the refresh token. `obtain`: the source's own credentials. `store`: a token of another process. */
  readonly grant?: string
  /** Reason why a token was needed, for example `expired`. */
  readonly reason?: string
  /** Number of the token that the refresh has brought. */
  readonly token?: number
  /**
   * Undefined: the refresh is in progress. `superseded`: a login, a logout, `dispose()` or a token of another process has ended the
   * refresh. `unknown`: the server may have used the refresh token, as no response came.
   */
  readonly outcome?: 'ok' | 'failed' | 'superseded' | 'unknown'
  /** Number of callers that have waited for this refresh. */
  readonly waiters?: number
  /** A sentence for people about what happened, with advice. */
  readonly note?: string
}

/** A session, from its first token to its end. */
export interface SessionSpan {
  /** Number of the session. */
  readonly session: number
  /** Name of the client or coordinator of the session, if there are several. */
  readonly client?: string
  readonly from: number
  readonly to?: number
  /** A text for people, for example the reason why the session has ended. */
  readonly note?: string
}

/** The time during which requests are sent with the same token. */
export interface TokenSpan {
  /** Number of the token. */
  readonly token: number
  /** Number of the token's session. */
  readonly session: number
  /** Name of the client or coordinator of the token, if there are several. */
  readonly client?: string
  readonly from: number
  /** Time when the token expires, which may be after `now`. Undefined: unknown. */
  readonly goodUntil?: number
  /** Time when another token replaced this token, or its session ended. Undefined: requests still get this token. */
  readonly to?: number
}

/** A line at one time of the chart. `act`: an action of the application. `trouble`: a failure. `info`: any other event. */
export interface Mark {
  readonly at: number
  readonly label: string
  readonly kind: 'act' | 'trouble' | 'info'
}
