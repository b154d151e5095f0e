// The truth about tokens: when the server gave them, to whom, and which rules were broken.

import type { RuleName } from './rules/names.ts'

/** What the model knows of a token that its server gave. */
export interface Issued {
  readonly user: string
  /** A login, and all that was refreshed from it; undefined: from the source's own credentials. */
  readonly login: number | undefined
  /** In the order of all that was asked for and all that ended. */
  readonly asked: number
  /** By the clocks of that process, ms. */
  readonly wall: number
  readonly monotonic: number
  /** The state of the process that asked for it. */
  readonly process: object
  /** As the response says, ms; Infinity: it does not say. */
  readonly lifetime: number
}

/** One refresh token, and how often it was presented. */
export interface IssuedRefreshToken {
  readonly user: string
  readonly login: number
  /** Has the server given another one for it? */
  isSpent: boolean
  presented: number
  /** Who has presented it last. */
  presenter?: object
  /** Was it handed over without a claim, as an event told? Then it may be presented again. */
  isUnguarded: boolean
  /** Has its last response said, so that it can be read, that the token is still good? */
  mayRepeat: boolean
}

/** The truth about tokens, which only the model knows. */
export interface Ledger {
  readonly tokens: Map<string, Issued>
  readonly refreshTokens: Map<string, IssuedRefreshToken>
  /** Names of the sessions in which a store has seen an access token. */
  readonly sessions: Map<string, string>
  /** The next moment in the order of all things. */
  next(): number
  /** A rule is broken; the schedule ends after the present step. */
  breach(rule: RuleName, what: string): void
  readonly breaches: string[]
}

export function createLedger(rules: RegExp): Ledger {
  let moment = 0
  const breaches: string[] = []
  return {
    tokens: new Map(),
    refreshTokens: new Map(),
    sessions: new Map(),
    next: () => ++moment,
    breach(rule, what) {
      if (rules.test(rule)) breaches.push(`${rule}: ${what}`)
    },
    breaches,
  }
}

/** Less than this is no lifetime, ms. */
const shortest = 1000

/** From which age on a token must not be sent, ms; Infinity: its response does not say. */
export function hardAge({ lifetime }: Issued): number {
  const margin = Math.max(Math.min(10_000, lifetime * 0.05), Math.min(1000, lifetime * 0.1))
  return lifetime < shortest ? Infinity : lifetime - margin
}

/** From which age on a refresh in the background is due, ms. */
export function softAge({ lifetime }: Issued): number {
  return lifetime < shortest ? Infinity : lifetime * 0.8
}
