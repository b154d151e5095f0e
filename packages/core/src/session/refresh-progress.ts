import { StoreError } from '../lib/errors.ts'
import type { Failure } from '../policy/classify-failure.ts'
import type { StoredToken } from '../token/stored-token.ts'
import type { CoordinatorEvents } from './events.ts'
import type { RefreshContext, RefreshResult } from './refresh-context.ts'

/**
 * Maximum number of rounds of a refresh. A round reads the store and makes one token request with its retries. Another round follows, for
 * example, if the refresh token is invalid, because the store may have a newer refresh token.
 */
export const mostRounds = 5

/** The facts that one refresh has found so far. */
export interface Progress {
  /** Number of the round (a read of the store and a token request), counted from 1. A wait for another process is not a round. */
  readonly round: number
  /** The token that the refresh replaces; undefined: there was no token. */
  readonly start: StoredToken | undefined
  /** The latest known token, from the store or from memory. */
  readonly latest: StoredToken | undefined
  /** The failure of the last token request. */
  readonly failure: Failure | undefined
  /** The server's last rejection of a refresh token. */
  readonly rejection: Omit<CoordinatorEvents['refresh-rejected'], 'followedBy'> | undefined
  /**
   * The result of the first read of the store. `none`: the store was not read yet. `logout`: generation (number) of the logout in the
   * store; undefined: the store had no logout.
   */
  readonly firstLook: { readonly kind: 'none' } | { readonly kind: 'read'; readonly logout: number | undefined }
  /** True: the refresh token brought no token, so the source's own credentials (`obtain`) are used next. */
  readonly isFallback: boolean
  /** True: this refresh has presented a refresh token again after a request whose outcome was unknown. */
  readonly hasRepeated: boolean
  /** True: this refresh has already waited for another process to save its token, after the refresh token turned out to be invalid. */
  readonly hasLookedAgain: boolean
}

/** The result of one step of a refresh. `done`: the refresh has ended. `again`: another step follows. */
export type Step =
  | { readonly kind: 'done'; readonly progress: Progress; readonly result: RefreshResult }
  | { readonly kind: 'again'; readonly progress: Progress }

/** The latest known token, from the store or from memory, and the state of the store. */
export interface LatestToken {
  readonly token: StoredToken | undefined
  /** Revision (number of the last write) of the store's record; 0: no record is known. */
  readonly revision: number
  /** True: the read of the store failed. */
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

/** Returns what follows the server's rejection of a refresh token, for the event `refresh-rejected`. */
export function whatFollows(result: RefreshResult): CoordinatorEvents['refresh-rejected']['followedBy'] {
  if (result.kind === 'token') return result.grant === 'refresh' ? 'another refresh' : result.grant
  return result.kind === 'failed' ? 'cooldown' : 'session-end'
}

export function unavailable(message: string, last?: Failure): Failure {
  return { class: 'transient', grant: 'refresh', cause: new StoreError(message, last?.cause) }
}
