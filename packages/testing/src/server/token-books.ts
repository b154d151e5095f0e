import { createHash } from 'node:crypto'

/** One token request in the books of the authorization server. */
export interface BookedTokenRequest {
  readonly clientId: string | undefined
  readonly grantType: string
  /** The refresh token that was presented, as `fingerprintOf` names it. */
  readonly refreshToken: string | undefined
  /** The resource that was asked for, RFC 8707. @default none */
  readonly resource?: string | undefined
  /** The header `x-process`: which process sent the request. */
  readonly process: string | undefined
  /** When the request arrived: ms on the monotonic clock that all processes of the machine share. */
  readonly at: number
  /** The status of the response; 0: the server has not responded. */
  readonly status: number
  /** Had the refresh token been used before? The server then ends everything that came of its grant. */
  readonly isReuse: boolean
}

/** Called when a token request has arrived. The server processes the request once the returned promise resolves. */
export type OnTokenRequest = (request: BookedTokenRequest) => void | Promise<void>

/** The entry of one token request, still open. */
export interface OpenEntry {
  /** Resolves when the request may be processed. */
  readonly mayProceed: () => Promise<void>
  readonly close: (status: number, isReuse: boolean) => void
}

/** Keeps account of token requests. */
export interface TokenBooks {
  readonly open: (request: Omit<BookedTokenRequest, 'at' | 'status' | 'isReuse'>) => OpenEntry
  /** A fresh array, oldest first. */
  readonly entries: () => readonly BookedTokenRequest[]
  readonly reset: () => void
}

/** How many token requests are remembered. */
const mostRemembered = 100_000

export function createTokenBooks(onTokenRequest: OnTokenRequest = () => {}): TokenBooks {
  let entries: { -readonly [Field in keyof BookedTokenRequest]: BookedTokenRequest[Field] }[] = []
  return {
    open(request) {
      const entry = { ...request, at: machineTime(), status: 0, isReuse: false }
      if (entries.push(entry) > mostRemembered) entries.shift()
      return {
        mayProceed: async () => onTokenRequest({ ...entry }),
        close: (status, isReuse) => void Object.assign(entry, { status, isReuse }),
      }
    },
    entries: () => entries.map((entry) => ({ ...entry })),
    reset() {
      entries = []
    },
  }
}

/** ms on a clock that never jumps, and that is the same in all processes of this machine. */
export function machineTime(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** A name for a token that tells it from others and does not show it. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16)
}
