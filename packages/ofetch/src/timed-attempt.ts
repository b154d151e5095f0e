import { anySignal } from '@everbearer/core/adapter'
import { createFetch, type FetchOptions } from 'ofetch'

/** The type of the function with which ofetch sends requests. */
export type Fetch = typeof globalThis.fetch

/** Options of an inner ofetch call that only adds a timer. The outer call does the hooks, the retries and the parsing. */
const timerOnly: FetchOptions<'stream'> = { responseType: 'stream', ignoreResponseError: true, retry: false }

/** Keeps the signal of each response in memory. WebKit garbage-collects a signal that only `fetch` uses: an abort is then lost. */
const signalsOf = new WeakMap<Response, AbortSignal>()

/** Sends one attempt with a timer like ofetch's own timer. `signal` is the caller's signal. */
export async function sendTimedAttempt(
  fetch: Fetch,
  [input, init]: Parameters<Fetch>,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<Response> {
  let timed: AbortSignal | undefined
  const single: Fetch = (_input, options) => {
    timed = anySignal([options?.signal, signal].filter((each) => each != null))
    return fetch(input, { ...init, signal: timed })
  }
  try {
    const response = await createFetch({ fetch: single }).raw(input as RequestInfo, { ...timerOnly, timeout })
    if (timed !== undefined) signalsOf.set(response, timed)
    return response
  } catch (error) {
    // After an abort, WebKit's fetch rejects with its own error and not with the signal's reason.
    throw timed?.aborted ? timed.reason : ((error as Error).cause ?? error)
  }
}
