import { expect, expectOptions, expectNumber } from '@everbearer/core/adapter'

/** The way in which a server fails. `network`: the connection breaks, and no response comes. */
export type ServerFailure = 'network' | FailureResponse

/** A response that reports a failure. */
export interface FailureResponse {
  /** HTTP status, 400 to 599. */
  readonly status: number
  /** Error code of RFC 6749 §5.2, such as `invalid_grant`. @default no body */
  readonly error?: string | undefined
  /** The header Retry-After, s. @default no such header */
  readonly retryAfter?: number | undefined
}

/** Options for how long a failure lasts. */
export interface FailureOptions {
  /** Number of requests that fail. @default every request, until the returned function or `reset()` is called */
  readonly times?: number | undefined
}

/** Failures of one endpoint, in the order in which they were planned. */
export interface Failures {
  readonly plan: (failure: ServerFailure, options?: FailureOptions) => () => void
  /** Returns the failure for the next request; undefined: no failure is planned. */
  readonly next: () => Response | undefined
  readonly reset: () => void
}

export function createFailures(): Failures {
  const planned = new Map<symbol, { readonly failure: ServerFailure; left: number }>()
  return {
    plan(failure, options = {}) {
      expectOptions(options, ['times'])
      checkFailure(failure)
      const id = Symbol('failure')
      planned.set(id, { failure, left: expectNumber('times', options.times ?? Infinity, 1, Infinity) })
      return () => void planned.delete(id)
    },
    next() {
      for (const [id, entry] of planned) {
        entry.left--
        if (entry.left <= 0) planned.delete(id)
        return responseOf(entry.failure)
      }
      return undefined
    },
    reset: () => planned.clear(),
  }
}

function checkFailure(failure: ServerFailure): void {
  if (failure === 'network') return
  expect(typeof failure === 'object' && failure !== null, 'failure', "'network' or { status, error, retryAfter }")
  expectOptions(failure, ['status', 'error', 'retryAfter'])
  expectNumber('status', failure.status, 400, 599, Number.isInteger)
  expectNumber('retryAfter', failure.retryAfter ?? 0, 0, Infinity)
}

function responseOf(failure: ServerFailure): Response {
  if (failure === 'network') return Response.error()
  const { status, error, retryAfter } = failure
  const headers = new Headers()
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter))
  return error === undefined ? new Response(null, { status, headers }) : Response.json({ error }, { status, headers })
}
