import { anySignal } from '@everbearer/core/adapter'
import { createFetch, type FetchOptions } from 'ofetch'

/** The fetch that ofetch sends with. */
export type Fetch = typeof globalThis.fetch

/** With these options, ofetch does nothing but run its timer. Hooks, retries and parsing belong to the whole call. */
const timerOnly: FetchOptions<'stream'> = { responseType: 'stream', ignoreResponseError: true, retry: false }

/** WebKit collects a signal that only `fetch` knows, and the abort is lost. A response keeps its signal until the body is read. */
const signalsOf = new WeakMap<Response, AbortSignal>()

/** Sends one attempt with a timer like ofetch's own. The signal is the caller's. */
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
    // WebKit's fetch rejects with an error of its own, whatever the reason.
    throw timed?.aborted ? timed.reason : ((error as Error).cause ?? error)
  }
}
