import { StoreError } from '../lib/errors.ts'
import type { Failure } from '../policy/classify-failure.ts'
import type { StoredToken } from '../token/stored-token.ts'
import type { CoordinatorEvents } from './events.ts'
import type { RefreshContext, RefreshResult } from './refresh-context.ts'

/** Maximum number of rounds of a refresh. If a refresh token is invalid, the next round uses a newer refresh token of the store. */
export const mostRounds = 5

/** The facts that one refresh has found so far. */
export interface Progress {
  /** Number of the round, counted from 1. A wait for another process is not a round. */
  readonly round: number
  /** The token that the refresh replaces; undefined: there was no token. */
  readonly start: StoredToken | undefined
  /** The last known token. */
  readonly latest: StoredToken | undefined
  /** The failure of the last token request. */
  readonly failure: Failure | undefined
  /** The server's last rejection of a refresh token. */
  readonly rejection: Omit<CoordinatorEvents['refresh-rejected'], 'followedBy'> | undefined
  /**
   * The result of the first read of the store. `none`: the store was not read yet. `logout`: generation of the logout that the store had,
   * if any.
   */
  readonly firstLook: { readonly kind: 'none' } | { readonly kind: 'read'; readonly logout: number | undefined }
  /** Do the credentials replace a refresh token that brought no token? */
  readonly isFallback: boolean
  /** Was a refresh token presented again after an unknown outcome? */
  readonly hasRepeated: boolean
  /** Was the store read a second time, to look for the token of another process? */
  readonly hasLookedAgain: boolean
}

/** The end of a refresh, or the progress for the next step. */
export type Step =
  | { readonly kind: 'done'; readonly progress: Progress; readonly result: RefreshResult }
  | { readonly kind: 'again'; readonly progress: Progress }

/** The latest token in the store and in memory. */
export interface LatestToken {
  readonly token: StoredToken | undefined
  /** Revision of the record in the store, as far as it is known. */
  readonly revision: number
  /** Did the read of the store fail? */
  readonly isAway: boolean
}

export function startOf(start: StoredToken | undefined): Progress {
  return {
    round: 1,
    start,
    latest: start,
    failure: undefined,
    rejection: undefined,
    firstLook: { kind: 'none' },
    isFallback: false,
    hasRepeated: false,
    hasLookedAgain: false,
  }
}

/** Returns the result of a refresh that was stopped early. */
export function stopped(latest: StoredToken | undefined, { isVoid, signal }: RefreshContext): RefreshResult {
  return isVoid() || signal.aborted ? { kind: 'void' } : { kind: 'lease-lost', latest }
}

/** Returns the failure of a refresh in which no round brought a result. The session does not end. */
export function tooManyRounds({ failure, latest }: Progress): RefreshResult {
  return {
    kind: 'failed',
    failure: unavailable(`The record in the store changed ${mostRounds} times during one refresh.`, failure),
    latest,
  }
}

/** Returns the value of `followedBy` in the event `refresh-rejected`. */
export function whatFollows(result: RefreshResult): CoordinatorEvents['refresh-rejected']['followedBy'] {
  if (result.kind === 'token') return result.grant === 'refresh' ? 'another refresh' : result.grant
  return result.kind === 'failed' ? 'cooldown' : 'session-end'
}

export function unavailable(message: string, last?: Failure): Failure {
  return { class: 'transient', grant: 'refresh', cause: new StoreError(message, last?.cause) }
}
