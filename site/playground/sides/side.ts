import type { Coordinator } from '@everbearer/core'
import type { IssuedTokens } from '../server/account.ts'

/** What a side of the playground gets. */
export interface Setting {
  /** The URL of the API, with a slash at its end. */
  readonly api: string
  /** Presents a refresh token at the token endpoint. */
  readonly requestToken: (refreshToken: string) => Promise<Response>
  /** Name of the session, shared with the second tab. */
  readonly session: string
  /** How long the server accepts a refresh token for the second time, ms. */
  readonly reuseGrace: number
}

/** A client with its way to keep tokens. */
export interface Side {
  /** Sends one request, and returns the data of the response. Rejects without it. */
  readonly get: (path: string) => Promise<unknown>
  /** Takes the tokens of a sign-in. */
  readonly signIn: (tokens: IssuedTokens) => unknown
  /** The coordinator, if the side has one. */
  readonly auth?: Coordinator
}

/** A file of a side exports `open`. */
export type OpenSide = (setting: Setting) => Side
