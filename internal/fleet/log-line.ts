/** `obtains`: the source can obtain a token by itself. `refreshes`: only a login gives tokens, and the source refreshes them. */
export type SessionKind = 'obtains' | 'refreshes'

export const sessionKinds: readonly SessionKind[] = ['obtains', 'refreshes']

/** What happened in one session of one process. */
export type SessionEntry =
  /** The process has asked the store to save a claim on a refresh token. `unknown`: the store did not respond. */
  | { readonly kind: 'claim'; readonly token: string; readonly claim: string; readonly result: 'saved' | 'conflict' | 'unknown' }
  /** The process has read a claim in the store. */
  | { readonly kind: 'claim-read'; readonly token: string; readonly claim: string }
  /** The store has confirmed a record with this revision. */
  | { readonly kind: 'save'; readonly revision: number }
  /** The refresh token is passed to the source now. */
  | { readonly kind: 'hand-over'; readonly token: string }
  /** The source knows what became of the request. `unused`: the server has not looked at the refresh token. */
  | { readonly kind: 'outcome'; readonly token: string; readonly outcome: 'used' | 'unused'; readonly status: number }
  | { readonly kind: 'obtain' }
  | { readonly kind: 'event'; readonly name: string; readonly detail?: string | undefined }
  /** So many requests were served since the last such entry. */
  | { readonly kind: 'served'; readonly count: number }
  /** A request failed for its caller. `retryAt`: does the error say when to try again? */
  | { readonly kind: 'caller-error'; readonly error: string; readonly retryAt: boolean }

/** One entry in the log of a process. `at`: ms on the monotonic clock that all processes of the machine share. */
export type LogLine = { readonly at: number } & (
  | { readonly kind: 'started'; readonly skew: number }
  | { readonly kind: 'stopped' }
  | ({ readonly session: SessionKind } & SessionEntry)
)

/** The log of one process. */
export interface ProcessLog {
  readonly process: string
  readonly lines: readonly LogLine[]
}

/** Reads a log. The process may have been killed, so that the last line is a part of one. */
export function parseLog(text: string): LogLine[] {
  const lines = text.split('\n')
  lines.pop()
  return lines.map((line) => JSON.parse(line) as LogLine)
}
