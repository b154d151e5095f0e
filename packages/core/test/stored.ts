import type { StoredToken } from '../src/index.ts'

/** When the fake clock begins, ms since 1970. */
export const testStart: number = Date.UTC(2026, 0, 1)

/** A record as a store has it: token `n`, written `n` times, lifetime 300 s. */
export function stored(n: number, more: Partial<StoredToken> = {}): StoredToken {
  return {
    version: 1,
    revision: n,
    session: 'own-0',
    sessionStart: testStart,
    generation: n,
    accessToken: `stored-${n}`,
    issuedAt: testStart,
    lifetime: 300_000,
    fields: {},
    ...more,
  }
}
