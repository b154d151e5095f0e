/** Bounds of a cool-down, ms. */
export interface CooldownPolicy {
  readonly min: number
  readonly max: number
}

/** The option `cooldown`, ms. A bound that is left out has its default. */
export interface CooldownOptions {
  /** @default 1_000 */
  readonly min?: number | undefined
  /** @default 300_000, or `min` if that is more */
  readonly max?: number | undefined
}

/** Delay before the n-th retry (from 1) of a token request, ms: full jitter under a doubling cap, or what the server asked for if longer. */
export function retryDelay(attempt: number, retryAfter: number | undefined, random: number): number {
  const ceiling = Math.min(250 * 2 ** attempt, 10_000)
  return Math.max(random * ceiling, retryAfter ?? 0)
}

/** `passing`: a server that is back is noticed soon. `lasting`: repeated wrong logins get an address or an account blocked. */
export type CooldownPace = 'passing' | 'lasting'

/** How much longer a lasting failure cools down. */
const lastingFactor = 5
/** A server that is back is noticed within this time, ms. */
const longestPassing = 30_000

/**
 * How long to leave the token endpoint alone after a refresh that failed, ms. Doubles with each failure in a row.
 * A Retry-After counts where it is longer, but an absurd one is capped like all else.
 *
 * @param failures - failed refreshes in a row, this one included
 * @param random - 0 to 1, spreads a fleet that failed together
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
  return Math.min(Math.max(base * (1 - random / 4), min, retryAfter ?? 0), max)
}
