import { createFetch, type FetchOptions } from 'ofetch'

/** The fetch that ofetch sends with. */
export type Fetch = typeof globalThis.fetch

/** With these options, ofetch does nothing but run its timer. Hooks, retries and parsing belong to the whole call. */
const timerOnly: FetchOptions<'stream'> = { responseType: 'stream', ignoreResponseError: true, retry: false }

/** Sends one attempt with a timer like ofetch's own. The signal is the caller's. */
export async function sendTimedAttempt(
  fetch: Fetch,
  [input, init]: Parameters<Fetch>,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const single: Fetch = (_input, options) => {
    const signals = [options?.signal, signal].filter((each) => each != null)
    return fetch(input, { ...init, signal: AbortSignal.any(signals) })
  }
  try {
    return await createFetch({ fetch: single }).raw(input as RequestInfo, { ...timerOnly, timeout })
  } catch (error) {
    throw (error as Error).cause ?? error
  }
}
