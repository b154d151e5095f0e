import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** A failure of the token endpoint or the API that a test wants. */
export type Fault =
  /** An error response. `retryAfter` is the Retry-After header (a number of s, or an HTTP date). */
  | {
      kind: 'status'
      status: number
      retryAfter?: string | number
      /** Body of the response, sent as JSON. @default { error: 'temporarily_unavailable' } */
      body?: unknown
    }
  /** Never responds. The removal of the fault or `close()` of the testbed destroys the socket. */
  | { kind: 'hang' }
  /** Destroys the socket, without a response. */
  | { kind: 'reset' }
  /** Responds with text, not JSON. Defaults: `status` 200; `contentType` text/html with UTF-8, or no `contentType` for an empty body. */
  | { kind: 'text'; body: string; status?: number; contentType?: string }
  /** Waits for this time, ms, and then gives the normal response. */
  | { kind: 'delay'; ms: number }
  /** Waits until the fault is removed, and then gives the normal response: for tests that must not depend on time. */
  | { kind: 'hold' }
  /** Gives the normal response: for requests in a `sequence` that must not fail. */
  | { kind: 'none' }
  /** Each request that is hit gets the next of these faults. After the last fault, the first fault comes again. */
  | { kind: 'sequence'; faults: readonly SimpleFault[] }

type SimpleFault = Exclude<Fault, { kind: 'sequence' }>

/** Options for which requests a fault hits. */
export interface FaultScope {
  /** Hits only requests of this client. At the API, this is the client to which the request's token was issued. */
  clientId?: string
  /** Hits only API requests to this path below `api`, without the query. At the token endpoint, a fault with a path hits nothing. */
  path?: string
  /** Hits only token requests with this `grant_type`, such as `refresh_token`. At the API, a fault with a grant hits nothing. */
  grantType?: string
  /** Number of matching requests before the first request that is hit. @default 0 */
  after?: number
  /** Number of requests that are hit. @default Infinity */
  times?: number
  /** Duration of the fault, from the first request that is hit, ms. @default Infinity */
  forMs?: number
}

/** Data of a request. The data decide whether a fault hits the request. */
interface FaultTarget {
  readonly clientId: string | undefined
  readonly path?: string
  readonly grantType?: string
}

/** The scripted faults of one endpoint. */
export interface Faults {
  /** Adds a fault. Returns a function that removes the fault. */
  readonly add: (fault: Fault, scope?: FaultScope) => () => void
  /**
   * Applies each matching fault to the request, oldest first, until a fault decides the response. Resolves to the status that was sent. 0:
   * the fault prevents a response. Undefined: the request must get the normal response.
   */
  readonly meet: (response: ServerResponse, target: FaultTarget) => Promise<number | undefined>
}

interface Scripted {
  /** Returns the fault for the next request that is hit. */
  readonly next: () => SimpleFault
  /** Returns whether the fault hits this request, and counts the hit. */
  readonly takes: (target: FaultTarget) => boolean
  readonly removed: AbortSignal
}

/** Makes the faults of one endpoint. @param closed - signal that ends the waits of the faults `delay` and `hold` */
export function createFaults(closed: AbortSignal): Faults {
  const scripted = new Set<Scripted>()
  return {
    add(fault, scope = {}) {
      const removal = new AbortController()
      const entry: Scripted = { next: inTurn(fault), takes: hits(scope), removed: removal.signal }
      scripted.add(entry)
      return () => {
        scripted.delete(entry)
        removal.abort()
      }
    },
    async meet(response, target) {
      for (const { next, removed, takes } of Array.from(scripted)) {
        if (removed.aborted || !takes(target)) continue
        const fault = next()
        if (fault.kind === 'none') continue
        if (fault.kind === 'hold') await aborted(removed, closed)
        else if (fault.kind === 'delay') await pause(fault.ms, undefined, { signal: closed })
        else return inflict(fault, response, removed)
      }
      return undefined
    },
  }
}

function inTurn(fault: Fault): Scripted['next'] {
  if (fault.kind !== 'sequence') return () => fault
  const { faults } = fault
  let hit = 0
  return () => faults[hit++ % faults.length] ?? { kind: 'none' }
}

function hits({ clientId, path, grantType, after = 0, times = Infinity, forMs = Infinity }: FaultScope): Scripted['takes'] {
  let spared = 0
  let left = times
  let until: number | undefined
  return (target) => {
    if (clientId !== undefined && clientId !== target.clientId) return false
    if (path !== undefined && path !== target.path) return false
    if (grantType !== undefined && grantType !== target.grantType) return false
    if (spared < after) {
      spared++
      return false
    }
    const now = performance.now()
    if (left <= 0 || (until !== undefined && now >= until)) return false
    until ??= now + forMs
    left--
    return true
  }
}

/** Resolves when one of the signals has aborted. */
function aborted(...signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const either = AbortSignal.any(signals)
    if (either.aborted) resolve()
    else either.addEventListener('abort', () => resolve(), { once: true })
  })
}

type FinalFault = Exclude<SimpleFault, { kind: 'delay' | 'hold' | 'none' }>

function inflict(fault: FinalFault, response: ServerResponse, removed: AbortSignal): number {
  switch (fault.kind) {
    case 'status':
      if (fault.retryAfter !== undefined) response.setHeader('retry-after', String(fault.retryAfter))
      response.writeHead(fault.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(fault.body ?? { error: 'temporarily_unavailable' }))
      return fault.status
    case 'text':
      return sendText(fault, response)
    case 'reset':
      response.destroy()
      break
    case 'hang':
      destroyWhen(removed, response)
  }
  return 0
}

function sendText({ body, status = 200, contentType }: FinalFault & { kind: 'text' }, response: ServerResponse): number {
  const type = contentType ?? (body === '' ? undefined : 'text/html; charset=utf-8')
  response.writeHead(status, type === undefined ? {} : { 'content-type': type })
  response.end(body)
  return status
}

function destroyWhen(signal: AbortSignal, response: ServerResponse): void {
  const destroy = (): void => void response.destroy()
  signal.addEventListener('abort', destroy)
  response.once('close', () => signal.removeEventListener('abort', destroy))
}
