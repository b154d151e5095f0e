import { anySignal } from '@everbearer/core/adapter'
import { createFetch, type FetchOptions } from 'ofetch'

/** The fetch that ofetch sends with. */
export type Fetch = typeof globalThis.fetch

/** Options with which ofetch only runs its timer. Hooks, retries and parsing belong to the whole call. */
const timerOnly: FetchOptions<'stream'> = { responseType: 'stream', ignoreResponseError: true, retry: false }

/** The signal of each response. WebKit garbage-collects a signal to which only `fetch` refers, and the abort is lost. */
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
