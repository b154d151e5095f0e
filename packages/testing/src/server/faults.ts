import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** Something that goes wrong on purpose. */
export type Fault =
  /** An error answer. `retryAfter` is the Retry-After header (a number of s, or an HTTP date). */
  | {
      kind: 'status'
      status: number
      retryAfter?: string | number
      /** Sent as JSON. @default { error: 'temporarily_unavailable' } */
      body?: unknown
    }
  /** Never answers; close() or the removal of the fault destroys the socket. */
  | { kind: 'hang' }
  /** Destroys the socket. */
  | { kind: 'reset' }
  /** Text in the place of JSON. Defaults: a `status` of 200; a `contentType` of text/html with UTF-8, and no `contentType` for an empty body. */
  | { kind: 'text'; body: string; status?: number; contentType?: string }
  /** Waits, then answers truthfully. */
  | { kind: 'delay'; ms: number }
  /** Waits until it is removed, then answers truthfully: a gate for tests that must not depend on time. */
  | { kind: 'hold' }
  /** Answers truthfully. */
  | { kind: 'none' }
  /** The requests that it hits meet these faults in turn; the first fault follows the last. */
  | { kind: 'sequence'; faults: readonly SimpleFault[] }

type SimpleFault = Exclude<Fault, { kind: 'sequence' }>

/** Which requests a fault hits. */
export interface FaultScope {
  /** Only that client's requests (token endpoint: from body or Basic header; API: whom the token is from). */
  clientId?: string
  /** Only requests to this path (API alone; the token endpoint has one path). */
  path?: string
  /** Only requests of this grant, e.g. `refresh_token` (token endpoint alone). */
  grantType?: string
  /** How many of the requests that fit pass unharmed first. @default 0 */
  after?: number
  /** How many requests it hits. @default Infinity */
  times?: number
  /** How long it lasts from the first request it hits on, ms. @default Infinity */
  forMs?: number
}

/** What a fault is chosen by. */
interface FaultTarget {
  readonly clientId: string | undefined
  readonly path?: string
  readonly grantType?: string
}

/** The faults scripted for one endpoint. */
export interface Faults {
  /** Returns a function that removes it. */
  readonly add: (fault: Fault, scope?: FaultScope) => () => void
  /**
   * Lets each fault that fits hit, oldest first, up to one that settles the request. Resolves to the status
   * sent, 0 if there will be no answer, undefined if the request is to be answered truthfully.
   */
  readonly meet: (response: ServerResponse, target: FaultTarget) => Promise<number | undefined>
}

interface Scripted {
  /** What the next request that it hits meets. */
  readonly next: () => SimpleFault
  /** Takes one hit, if it fits and is not used up. */
  readonly takes: (target: FaultTarget) => boolean
  readonly removed: AbortSignal
}

/** `closed` ends the pauses of `delay`. */
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

/** Resolves when either has aborted. */
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
