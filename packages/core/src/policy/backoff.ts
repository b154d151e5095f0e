/** Shortest and longest cooldown, ms. A cooldown is the time after a failed refresh in which no token request is made. */
export interface CooldownPolicy {
  readonly min: number
  readonly max: number
}

/**
 * The option `cooldown`: limits for the length of a cooldown, ms. A cooldown is the time after a failed refresh in which no token request
 * is made. A missing limit has its default.
 */
export interface CooldownOptions {
  /** Shortest cooldown, ms. @default 1_000 */
  readonly min?: number | undefined
  /** Longest cooldown, ms. @default 300_000, or `min` if `min` is longer */
  readonly max?: number | undefined
}

/**
 * Returns the delay before the n-th retry (counted from 1) of a token request, ms. The delay is random, below a limit that doubles with
 * each retry. A longer Retry-After, with a random part added, replaces this delay.
 *
 * @param random - random number from 0 to 1: processes that failed at the same time then retry at different times
 */
export function retryDelay(attempt: number, retryAfter: number | undefined, random: number): number {
  const ceiling = Math.min(250 * 2 ** attempt, 10_000)
  return Math.max(random * ceiling, afterRetryAfter(retryAfter, random))
}

/**
 * Returns the Retry-After with its spread, ms: a random time that is up to half as long is added. A server gives the same Retry-After to
 * all clients that it rejects at the same time. Without a spread, these clients return in the same millisecond, and the server rejects
 * nearly all of them again.
 */
function afterRetryAfter(retryAfter: number | undefined, random: number): number {
  return (retryAfter ?? 0) * (1 + random / 2)
}

/**
 * The kind of a cooldown. `passing`: a short cooldown, because the server may soon work again. `lasting`: a longer cooldown, because
 * repeated wrong logins can block an address or an account.
 */
export type CooldownPace = 'passing' | 'lasting'

/** Factor by which a cooldown is longer if its kind is `lasting`, for example after rejected credentials. */
const lastingFactor = 5
/**
 * Longest cooldown after a passing failure, ms. If a server limits the rate of token requests, some processes wait this long although the
 * server is idle again. So the value is small.
 */
const longestPassing = 15_000

/**
 * Returns the length of the cooldown after a failed refresh, ms. The length doubles with each failure in a row. A longer Retry-After, with
 * a random part added, replaces this length, up to `max`.
 *
 * @param failures - number of failed refreshes in a row, including this failure
 * @param random - random number from 0 to 1: processes that failed at the same time then retry at different times
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
