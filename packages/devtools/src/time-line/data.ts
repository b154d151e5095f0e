/** What a time line shows. All times are ms on one clock of the caller's. Open spans have no `to`: they last until `now`. */
export interface TimeLineData {
  /** The present moment, and the right edge of the chart. */
  readonly now: number
  /** Requests, oldest first. */
  readonly lanes: readonly Lane[]
  readonly refreshes: readonly RefreshSpan[]
  readonly sessions: readonly SessionSpan[]
  readonly tokens: readonly TokenSpan[]
  readonly marks: readonly Mark[]
  /**
   * What other time lines show beside this one, on the same clock. Time lines of which each names all others have one axis, so that
   * equal lengths are equal times. Their own `beside` is not read.
   *
   * @default none
   */
  readonly beside?: readonly TimeLineData[]
}

/**
 * How a request ended. `ok`: with a response that the caller can use. `rejected`: with a rejection of its token. `failed`: with an error.
 * `ended`: with an error, as its session had ended. `ignored`: with a response that may reject the token and is left to the caller.
 * `skipped`: sent without a token.
 */
export type LaneOutcome = 'ok' | 'rejected' | 'failed' | 'ended' | 'ignored' | 'skipped'

/** One call of a client, with its waits and attempts. */
export interface Lane {
  /** Unique among lanes and refreshes. */
  readonly id: string
  /** For example `GET https://api.example.com`. */
  readonly label: string
  /** Which client or coordinator the call belongs to, if there are several. */
  readonly client?: string
  readonly from: number
  readonly to?: number
  /** Undefined: the call is in progress, or its end says nothing. */
  readonly outcome?: LaneOutcome
  /** A sentence for people: what happened, and what to do about it. */
  readonly note?: string
  /** Waits and attempts, oldest first. */
  readonly segments: readonly Segment[]
}

/** A part of a call: a wait for a token, or an attempt at the API. */
export type Segment =
  | {
      readonly kind: 'waiting'
      readonly from: number
      readonly to?: number
      /** Why the call waits, in words. */
      readonly reason: string
    }
  | {
      readonly kind: 'attempt'
      readonly from: number
      readonly to?: number
      /** 1: the first attempt. */
      readonly attempt: number
      /** Number of the token that the attempt carries; undefined: no token. */
      readonly token?: number
      /** HTTP status of the response. */
      readonly status?: number
      readonly outcome?: 'ok' | 'rejected' | 'failed'
    }

/** One refresh, from its beginning until its callers can go on. */
export interface RefreshSpan {
  /** Unique among lanes and refreshes. */
  readonly id: string
  /** Which client or coordinator the refresh belongs to, if there are several. */
  readonly client?: string
  readonly from: number
  readonly to?: number
  /** How the token was obtained, for example `refresh`. */
  readonly grant?: string
  /** Why a token was needed, for example `expired`. */
  readonly reason?: string
  /** Number of the token that the refresh has brought. */
  readonly token?: number
  /** `unknown`: the server may have used the refresh token, as no response came. */
  readonly outcome?: 'ok' | 'failed' | 'superseded' | 'unknown'
  /** How many callers have waited. */
  readonly waiters?: number
  /** A sentence for people: what happened, and what to do about it. */
  readonly note?: string
}

/** One session, from its first token to its end. */
export interface SessionSpan {
  /** Number of the session. */
  readonly session: number
  /** Which client or coordinator the session belongs to, if there are several. */
  readonly client?: string
  readonly from: number
  readonly to?: number
  /** For example why the session has ended. */
  readonly note?: string
}

/** The time in which requests get one token. */
export interface TokenSpan {
  /** Number of the token. */
  readonly token: number
  /** Number of its session. */
  readonly session: number
  /** Which client or coordinator the token belongs to, if there are several. */
  readonly client?: string
  readonly from: number
  /** When the token expires; may be after `now`. Undefined: unknown. */
  readonly goodUntil?: number
  /** When another token took its place, or its session ended. */
  readonly to?: number
}

/** A moment worth a line. `act`: somebody did something. `trouble`: something failed. `info`: anything else. */
export interface Mark {
  readonly at: number
  readonly label: string
  readonly kind: 'act' | 'trouble' | 'info'
}
