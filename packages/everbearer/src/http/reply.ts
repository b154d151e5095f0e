/** A response with its whole body. */
export interface ResponseReply {
  readonly kind: 'response'
  readonly status: number
  /** Names in lower case; several lines of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** Length of the body as far as it was read. */
  readonly bytes: number
  /** Did the body end within the limits? */
  readonly ended: boolean
  /** Was the request sent through a connection that had been used before? */
  readonly reused: boolean
  /** When the request was sent, ms since 1970. */
  readonly sentAt: number
  /** Time until the headers came, ms. */
  readonly duration: number
}

/** No response came. */
export interface NoReply {
  readonly kind: 'no-response'
  /** The system's error code, such as `ECONNREFUSED`, or `timeout`. */
  readonly code: string
  readonly duration: number
}

export type Reply = ResponseReply | NoReply

export interface ProbeRequest {
  readonly url: string
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'OPTIONS' | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Gives the request up: no response then. */
  readonly signal?: AbortSignal | undefined
}

/** Sends one request. Follows no redirects. Never rejects. */
export type Send = (request: ProbeRequest) => Promise<Reply>

/** Longest times, ms. */
export interface Limits {
  /** Until the headers of a response come. */
  readonly response: number
  /** From the headers to the end of the body. */
  readonly body: number
  /** A longer response counts as slow. */
  readonly slow: number
}

/** Core reads the body of a rejection for 5 s, and waits for a token request for 10 s. */
export const defaultLimits: Limits = { response: 10_000, body: 5_000, slow: 2_000 }

export function isSuccess(reply: Reply | undefined): boolean {
  return reply?.kind === 'response' && reply.status >= 200 && reply.status < 300
}

export function isRedirect(reply: Reply): boolean {
  return reply.kind === 'response' && reply.status >= 300 && reply.status < 400
}

/** A failure that may pass by itself. */
export function isTransient(reply: Reply): boolean {
  return reply.kind === 'response' ? reply.status >= 500 : !/CERT|TLS|SSL|SELF_SIGNED|ENOTFOUND|ERR_/.test(reply.code)
}

/** The body as a JSON object, or undefined. */
export function jsonOf(reply: Reply): Readonly<Record<string, unknown>> | undefined {
  if (reply.kind !== 'response') return undefined
  try {
    const value: unknown = JSON.parse(reply.text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** Says in a few words what came. Quotes no body. */
export function describeReply(reply: Reply): string {
  if (reply.kind === 'response') return `status ${reply.status}`
  return reply.code === 'timeout' ? 'no response in time' : `no response (${reply.code})`
}
