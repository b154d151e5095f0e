import type { SentRequest } from './record.ts'
import { allowedOrigins, type UrlInput } from './inputs.ts'

/** A token at an origin that is not allowed. */
export interface Leak {
  readonly client: string
  readonly input: UrlInput
  readonly origin: string
}

/** What came of many URLs by one client. */
export interface Tally {
  /** Requests that left the client. */
  requests: number
  /** Of them, those with a token. */
  withToken: number
  /** Requests to allowed origins without a token, as with a user name in the URL. */
  withheld: number
}

export function createTally(): Tally {
  return { requests: 0, withToken: 0, withheld: 0 }
}

/** Counts the requests of one input. @returns those that took the token where it must not go */
export function count(tally: Tally, client: string, input: UrlInput, sent: readonly SentRequest[]): Leak[] {
  const leaks: Leak[] = []
  for (const { origin, hasToken } of sent) {
    const isAllowed = allowedOrigins.includes(origin)
    tally.requests++
    if (hasToken) tally.withToken++
    if (isAllowed && !hasToken) tally.withheld++
    if (hasToken && !isAllowed) leaks.push({ client, input, origin })
  }
  return leaks
}
