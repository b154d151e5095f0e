import type { CooldownPolicy } from './backoff.ts'

/**
 * A note that a server rejected a new token in a replay (a request that is sent again). The cause is then the server, not the token. So no
 * refresh follows a rejection of this token for a while. Each further new token that is rejected in a replay makes this time longer.
 */
export type RejectedReplays =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'noted'
      /** Generation (number) of the last token that the server rejected in a replay. */
      readonly generation: number
      /** Number of tokens in a row that the server rejected in replays. */
      readonly inARow: number
      /** End of the time in which no refresh follows a rejection of the token with this `generation`, ms on the monotonic clock. */
      readonly until: number
    }

export const noRejectedReplays: RejectedReplays = { kind: 'none' }

export function noteRejectedReplay(
  before: RejectedReplays,
  generation: number,
  monotonic: number,
  { min, max }: CooldownPolicy,
): RejectedReplays {
  if (before.kind === 'noted' && generation <= before.generation) return before
  const inARow = before.kind === 'noted' && generation === before.generation + 1 ? before.inARow + 1 : 1
  return { kind: 'noted', generation, inARow, until: monotonic + Math.min(min * 2 ** (inARow - 1), max) }
}

/**
 * Checks whether a rejection of the token with this generation (number) must not start a refresh now. The reason: the server rejected this
 * token when it was new.
 */
export function forbidsRefresh(noted: RejectedReplays, generation: number, monotonic: number): boolean {
  return noted.kind === 'noted' && generation === noted.generation && monotonic < noted.until
}
