import type { BookedTokenRequest } from '@everbearer/testbed'
import type { ProcessLog, SessionKind } from '../fleet/log-line.ts'
import type { PageLine } from './page-report.ts'
import type { Strike } from './strike.ts'

/** A request of a page to the API, as the server saw it. */
export interface ApiRequest {
  readonly page: string
  readonly session: SessionKind
  /** Number of the request among those that the page has sent with a token, from 1. */
  readonly send: number
  /** Number of the sign-in that its token came from, from 1. 0: the server does not know the token. */
  readonly signIn: number
  readonly at: number
  readonly status: number
}

/** What a run has left behind. Times: ms on the monotonic clock of the machine. */
export interface TabsRecord {
  readonly logs: readonly ProcessLog[]
  readonly pageLines: readonly PageLine[]
  /**
   * The token requests of the pages. `obtains`: the calls of the session endpoint, with the reuse that the authorization server detected
   * behind it. `refreshes`: the requests to the token endpoint.
   */
  readonly books: Readonly<Record<SessionKind, readonly BookedTokenRequest[]>>
  readonly requests: readonly ApiRequest[]
  readonly strikes: readonly Strike[]
  /** How many strikes were planned. */
  readonly planned: number
  /** Names of the pages that run at the end. */
  readonly alive: readonly string[]
  /** Lifetime of the access tokens. */
  readonly lifetime: number
  readonly begun: number
  readonly ended: number
  /** What failed in the browser or its driver. */
  readonly failures: readonly string[]
}
