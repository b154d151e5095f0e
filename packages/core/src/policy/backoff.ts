/** Bounds of a cooldown, ms. */
export interface CooldownPolicy {
  readonly min: number
  readonly max: number
}

/** The option `cooldown`, ms. A missing bound has its default. */
export interface CooldownOptions {
  /** Shortest cooldown, ms. @default 1_000 */
  readonly min?: number | undefined
  /** Longest cooldown, ms. @default 300_000, or `min` if `min` is longer */
  readonly max?: number | undefined
}

/**
 * Delay before the n-th retry (from 1) of a token request, ms. Full jitter below a limit that doubles, or the server's Retry-After with its
 * spread if that is longer.
 *
 * @param random - 0 to 1, so that many processes that failed together do not retry together
 */
export function retryDelay(attempt: number, retryAfter: number | undefined, random: number): number {
  const ceiling = Math.min(250 * 2 ** attempt, 10_000)
  return Math.max(random * ceiling, afterRetryAfter(retryAfter, random))
}

/**
 * A server gives the same Retry-After to all clients that it turns away at once. Without a spread, these clients return in the same
 * millisecond, and the server turns nearly all of them away again. A client waits for the whole Retry-After, and up to half of it longer.
 */
function afterRetryAfter(retryAfter: number | undefined, random: number): number {
  return (retryAfter ?? 0) * (1 + random / 2)
}

/**
 * `passing`: a short cooldown, so that a server that works again is used soon. `lasting`: a longer cooldown, because repeated wrong logins
 * can block an address or an account.
 */
export type CooldownPace = 'passing' | 'lasting'

/** Factor by which a lasting failure makes the cooldown longer. */
const lastingFactor = 5
/**
 * Longest cooldown after a passing failure, ms. With many processes behind a limit of token requests, the last of them wait this long while
 * the server has nothing to do.
 */
const longestPassing = 15_000

/**
 * Length of the cooldown after a failed refresh, ms. Doubles with each failure in a row. A longer Retry-After, with its spread,
 * replaces this length, up to `max`.
 *
 * @param failures - failed refreshes in a row, this failure included
 * @param random - 0 to 1, so that many processes that failed together do not retry together
 */
export function cooldownTime(
  pace: CooldownPace,
  failures: number,
  retryAfter: number | undefined,
  random: number,
  { min, max }: CooldownPolicy,
): number {
  const isPassing = pace === 'passing'
  const longest = isPassing ? Math.min(longestPassing, max) : max
  const base = Math.min((isPassing ? min : min * lastingFactor) * 2 ** (failures - 1), longest)
  return Math.min(Math.max(base * (1 - random / 4), min, afterRetryAfter(retryAfter, random)), max)
}
