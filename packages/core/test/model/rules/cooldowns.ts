import type { Watched } from '../process-state.ts'

/** Rule `cooldown`: no token request is made in a cooldown. */
export interface CooldownRule {
  /** A token request begins. */
  check(): void
  /** @param duration - ms */
  noteCooldown(duration: number): void
  /** A token came. */
  noteToken(): void
  /** A token was found in the store. */
  noteFound(): void
}

export function createCooldownRule({ ledger, world, clock }: Watched): CooldownRule {
  let until = -Infinity
  /** When a token was last found in the store, ms. */
  let foundAt = -Infinity

  return {
    check() {
      // In a family, a request may wait behind another's.
      if (clock.monotonic() < until && !world.sharesRefreshToken) ledger.breach('cooldown', 'a token request during a cooldown')
    },
    noteCooldown(duration) {
      // A token of another process ends a cooldown that began in the same moment.
      until = foundAt === clock.monotonic() ? -Infinity : clock.monotonic() + duration
    },
    noteToken() {
      until = -Infinity
    },
    noteFound() {
      until = -Infinity
      foundAt = clock.monotonic()
    },
  }
}
