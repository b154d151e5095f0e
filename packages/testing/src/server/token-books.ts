import { createHash } from 'node:crypto'

/** A token request that the authorization server has recorded. */
export interface BookedTokenRequest {
  readonly clientId: string | undefined
  readonly grantType: string
  /** The first 16 hex digits of the SHA-256 of the request's refresh token; undefined: the request has no refresh token. */
  readonly refreshToken: string | undefined
  /** The requested resource, RFC 8707. @default none */
  readonly resource?: string | undefined
  /** The header `x-process`, which names the process that sent the request. */
  readonly process: string | undefined
  /** Time when the request arrived, ms on the monotonic clock, which is the same for every process of the machine. */
  readonly at: number
  /** The status of the response; 0: the server has not responded. */
  readonly status: number
  /** True: the refresh token had been used before. The server then revokes the whole grant of the token. */
  readonly isReuse: boolean
}

/** Function that is called when a token request has arrived. The server processes the request after the returned promise resolves. */
export type OnTokenRequest = (request: BookedTokenRequest) => void | Promise<void>

/** The entry of a token request to which the server has not responded yet. */
export interface OpenEntry {
  /** Calls `onTokenRequest`. Resolves when the server may process the request. */
  readonly mayProceed: () => Promise<void>
  readonly close: (status: number, isReuse: boolean) => void
}

/** Object that records token requests. */
export interface TokenBooks {
  readonly open: (request: Omit<BookedTokenRequest, 'at' | 'status' | 'isReuse'>) => OpenEntry
  /** Returns a new array of the token requests, oldest first. */
  readonly entries: () => readonly BookedTokenRequest[]
  readonly reset: () => void
}

/** Maximum number of token requests that are kept. */
const mostRemembered = 100_000

/** Makes an object that records token requests. The object keeps the last 100,000 requests. */
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

/** Returns the time on a monotonic clock, ms. The clock is the same in every process of this machine. */
export function machineTime(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Returns a hash of a token, which shows nothing of the token: the first 16 hex digits of the SHA-256. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16)
}
