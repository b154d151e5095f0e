import { createFetch, type FetchOptions } from 'ofetch'

/** What ofetch sends with. */
export type Fetch = typeof globalThis.fetch

/** What is left of a call of ofetch with these is its timer; hooks, retries and parsing belong to the call as a whole. */
const timerOnly: FetchOptions<'stream'> = { responseType: 'stream', ignoreResponseError: true, retry: false }

/** Sends one attempt, timed as ofetch times its own. The signal is the caller's. */
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
