import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServedRequest } from './counters.ts'
import { QueryError, readNumber } from './switches.ts'

/** A response of the testbed's API. */
export interface ApiResponse {
  readonly status: number
  readonly headers?: Record<string, string>
  /** The body. A string is sent unchanged, a stream is streamed, and any other value is sent as JSON. */
  readonly body: unknown
}

/** A request that the testbed's API has accepted. */
export interface Admitted {
  /** Path below the API's base. */
  readonly path: string
  readonly query: URLSearchParams
  readonly request: Omit<ServedRequest, 'status' | 'clientId' | 'tokenNumber'>
  /** Signal that ends the pauses between the chunks of a stream, when the testbed is closed. */
  readonly closed: AbortSignal
}

/** Checks whether the path needs no token. */
export function needsNoToken(path: string): boolean {
  return path === '/open' || path.startsWith('/open/')
}

/** Returns the response to an accepted request. @throws QueryError a value of the query is invalid */
export function responseTo({ path, query, request, closed }: Admitted): ApiResponse {
  const [, first = '', second] = path.split('/')
  switch (first) {
    case 'status':
      return statusResponse(second)
    case 'stream':
      return streamResponse(query, closed)
    case 'stall':
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: stalling(readNumber(query, 'bytes', 1024)) }
    case 'redirect':
      return redirectResponse(query)
    case 'open':
      if (second === 'redirect') return redirectResponse(query)
      return { status: 200, body: { ...request, authorization: request.headers['authorization'] ?? null } }
    default:
      return { status: 200, body: request }
  }
}

function statusResponse(text: string | undefined): ApiResponse {
  const status = Number(text)
  const isFinal = Number.isInteger(status) && status >= 200 && status <= 599
  if (!isFinal) throw new QueryError('/status/:code takes 200 to 599')
  return { status, body: { status } }
}

function redirectResponse(query: URLSearchParams): ApiResponse {
  const location = query.get('to')
  const status = readNumber(query, 'status', 302)
  if (location === null) throw new QueryError('to is missing')
  if (![301, 302, 303, 307, 308].includes(status)) throw new QueryError('status must be a redirect')
  return { status, headers: { location }, body: { location } }
}

/** Makes a stream that sends this number of bytes, and never ends. */
export function stalling(bytes: number): Readable {
  const body = new Readable({ read() {} })
  body.push(Buffer.alloc(bytes, 'x'))
  return body
}

function streamResponse(query: URLSearchParams, signal: AbortSignal): ApiResponse {
  const chunks = readNumber(query, 'chunks', 3)
  const chunk = Buffer.alloc(readNumber(query, 'bytes', 1024), 'x')
  const ms = readNumber(query, 'delay', 0)
  async function* flow(): AsyncGenerator<Buffer> {
    for (let sent = 0; sent < chunks; sent++) {
      if (ms > 0 && sent > 0) await pause(ms, undefined, { signal })
      yield chunk
    }
  }
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: Readable.from(flow()) }
}
