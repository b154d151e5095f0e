import type { Coordinator } from '@everbearer/core'
import { type Bearer, bindCall, fetchWithToken, isOneShot } from '@everbearer/core/adapter'
import type { Options } from 'ky'
import { captureBodyText } from './body-text.ts'
import { timeFirstAttempt } from './time-first-attempt.ts'
import { sendTimedAttempt } from './timed-attempt.ts'
import { createTotalTimeout, timedOutBy } from './total-timeout.ts'

/** What ky sends with. */
type Fetch = NonNullable<Options['fetch']>

/**
 * A fetch for one call of ky, whose attempts carry a token. It takes the place of the one among the options.
 *
 * @param options - what ky was called with, and what init hooks that are still to come make of it
 */
export function createBearerFetch(auth: Coordinator, options: Options): Fetch {
  const { fetch = platformFetch } = options
  const bodyText = captureBodyText(options)
  const totalSignal = createTotalTimeout(options)
  // The call begins with its init hooks; hooks that wait and retries come later.
  let call = bindCall(auth, { bearer: bearerOf(options), signal: options.signal })

  return bearerFetch

  function bearerFetch(...[input, init]: Parameters<Fetch>): Promise<Response> {
    const request = input as Request
    const total = totalSignal()
    const signal = total ? AbortSignal.any([request.signal, total]) : request.signal
    /** The attempt that ky's timer is for. None, where there is a token to wait for first. */
    let first: Promise<Response | undefined> | undefined
    const bearer = bearerOf(options)
    call = bindCall(auth, { bearer, signal: options.signal }, call)
    const sending = fetchWithToken(auth, request, init, {
      bearer,
      session: call.session,
      signal,
      bodySource: options.body,
      bodyOf: () => bodyText() ?? (isCopied(options) ? undefined : null),
      send(target, sent, authorization) {
        if (first !== undefined) {
          const sendTimed = (single: AbortSignal): Promise<Response> => {
            // ky takes its time on the way here, in which the session may have ended.
            authorization?.session.signal.throwIfAborted()
            return fetch(target, { ...sent, signal: single })
          }
          return sendTimedAttempt(sendTimed, request, options, signal)
        }
        const response = Promise.resolve(fetch(target, sent))
        first = response
        return response
      },
    })
    const response = total ? sending.catch(timedOutBy(total, request)) : sending
    // A later init hook that wraps this fetch is the caller in ky's place.
    return options.fetch === bearerFetch ? timeFirstAttempt(response, (first ??= Promise.resolve(undefined))) : response
  }
}

/** The types of ky have one place for options of others. */
function bearerOf({ context }: Options): Bearer | undefined {
  return context?.['bearer'] as Bearer | undefined
}

/** Looked up at each call, as patches may come. */
const platformFetch: Fetch = (input, init) => globalThis.fetch(input, init)

/** ky keeps a copy of a body that it may have to retry, streams too, and so do we. Else a stream is let go. */
function isCopied({ retry, body }: Options): boolean {
  return !isOneShot(body) || (typeof retry === 'number' ? retry : retry?.limit) !== 0
}
