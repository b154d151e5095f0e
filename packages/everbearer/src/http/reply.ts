/** A response with its body, up to the limits of time and length. */
export interface ResponseReply {
  readonly kind: 'response'
  readonly status: number
  /** Headers with names in lower case. Several lines with the same name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** Length of the part of the body that was read, bytes. */
  readonly bytes: number
  /** True: the body ended within the limits. */
  readonly ended: boolean
  /** True: the request was sent through a connection that had been used before. */
  readonly reused: boolean
  /** Time when the request was sent, ms since 1970. */
  readonly sentAt: number
  /** Time until the headers came, ms. */
  readonly duration: number
}

/** The result of a request without a response. */
export interface NoReply {
  readonly kind: 'no-response'
  /** The system's error code, such as `ECONNREFUSED`, or a word for the cause, such as `timeout`. */
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
  /** Signal that aborts the request. The result is then a `NoReply`. */
  readonly signal?: AbortSignal | undefined
}

/** Sends one request. Follows no redirects. The promise never rejects: after a failure, the result is a `NoReply`. */
export type Send = (request: ProbeRequest) => Promise<Reply>

/** Time limits, ms. */
export interface Limits {
  /** Time limit until the headers of a response come. */
  readonly response: number
  /** Time limit from the headers to the end of the body. */
  readonly body: number
  /** Time after which doctor reports a response as slow. */
  readonly slow: number
}

/** The default time limits. Everbearer itself has the same limits: 10 s for a token request, and 5 s for the body of a rejection. */
export const defaultLimits: Limits = { response: 10_000, body: 5_000, slow: 2_000 }

export function isSuccess(reply: Reply | undefined): boolean {
  return reply?.kind === 'response' && reply.status >= 200 && reply.status < 300
}

export function isRedirect(reply: Reply): boolean {
  return reply.kind === 'response' && reply.status >= 300 && reply.status < 400
}

/** Checks whether a reply is a failure that may be temporary: a 5xx status, or an error that is not about TLS or an unknown host. */
export function isTransient(reply: Reply): boolean {
  return reply.kind === 'response' ? reply.status >= 500 : !/CERT|TLS|SSL|SELF_SIGNED|ENOTFOUND|ERR_/.test(reply.code)
}

/** Returns the body of a response as a JSON object; undefined: there is no response, or the body is no JSON object. */
export function jsonOf(reply: Reply): Readonly<Record<string, unknown>> | undefined {
  if (reply.kind !== 'response') return undefined
  try {
    const value: unknown = JSON.parse(reply.text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** Describes the reply in a few words, without quoting the body. */
export function describeReply(reply: Reply): string {
  if (reply.kind === 'response') return `status ${reply.status}`
  return reply.code === 'timeout' ? 'no response in time' : `no response (${reply.code})`
}
