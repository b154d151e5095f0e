import { clockPutBack, failingEndpoint, refreshesBeforeExpiry } from './expiry.ts'
import { otherHost, printedErrors, redirected } from './leaks.ts'
import { insufficientScope, rejectedOneByOne, rejectedTogether, replays, sameBody, streamBody } from './rejections.ts'
import type { Scenario } from './scenario.ts'
import { abortedCaller, logOut, sharedStore, userSwitch } from './sessions.ts'
import { retriedTokenRequest, wrongSecret } from './token-endpoint.ts'

/** Scenarios that share a heading of the page. */
export interface Theme {
  readonly title: string
  readonly scenarios: readonly Scenario[]
}

/** In the order of the page. */
export const themes: readonly Theme[] = [
  { title: 'A token expires', scenarios: [refreshesBeforeExpiry, failingEndpoint, clockPutBack] },
  { title: 'The API rejects requests', scenarios: [rejectedTogether, rejectedOneByOne, replays, sameBody, streamBody, insufficientScope] },
  { title: 'The token endpoint rejects requests', scenarios: [retriedTokenRequest, wrongSecret] },
  { title: 'Where secrets go', scenarios: [otherHost, redirected, printedErrors] },
  { title: 'Sessions and callers', scenarios: [userSwitch, abortedCaller, logOut, sharedStore] },
]
