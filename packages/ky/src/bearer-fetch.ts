import type { CoordinatorOrPool } from '@everbearer/core'
import { anySignal, type Bearer, bindCall, fetchWithToken, isOneShot } from '@everbearer/core/adapter'
import type { Options } from 'ky'
import { captureBodyText } from './body-text.ts'
import { timeFirstAttempt } from './time-first-attempt.ts'
import { sendTimedAttempt } from './timed-attempt.ts'
import { createTotalTimeout, timedOutBy } from './total-timeout.ts'

/** The type of ky's option `fetch`: the function with which ky sends requests. */
type Fetch = NonNullable<Options['fetch']>

/**
 * Makes the fetch function for one call of ky. The function sends each attempt with a token. It replaces the option `fetch` of the call.
 *
 * @param options - the options of the call; later init hooks may still change this object
 */
export function createBearerFetch(auth: CoordinatorOrPool, options: Options): Fetch {
  const { fetch = platformFetch } = options
  const bodyText = captureBodyText(options)
  const totalSignal = createTotalTimeout(options)
  // The call is bound here, as it begins with its init hooks. Later hooks may wait.
  let call = bindCall(auth, { bearer: bearerOf(options), signal: options.signal })

  return bearerFetch

  function bearerFetch(...[input, init]: Parameters<Fetch>): Promise<Response> {
    const request = input as Request
    const total = totalSignal()
    const signal = total ? anySignal([request.signal, total]) : request.signal
    /** The response of the first attempt, which ky's timer covers. Resolves to undefined if that attempt must wait for a token. */
    let first: Promise<Response | undefined> | undefined
    const bearer = bearerOf(options)
    // A later hook may have named another coordinator. The retries of the call stay in its session.
    if (bearer !== undefined || call.auth !== auth) call = bindCall(auth, { bearer, signal: options.signal }, call)
    const sending = fetchWithToken(auth, request, init, {
      bearer,
      session: call.session,
      signal,
      bodySource: options.body,
      // React Native cannot send a Request whose body was read, not even with another body.
      bodyOf: () => ('body' in request ? bodyText() : undefined) ?? (isCopied(options) ? undefined : null),
      send(target, sent, authorization) {
        if (first !== undefined) {
          const sendTimed = (single: AbortSignal): Promise<Response> => {
            // The session may have ended since `ky()` was called.
            const ended = authorization?.session.signal
            if (ended?.aborted) throw ended.reason
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
    // If a later init hook has wrapped this fetch, the caller is that hook and not ky.
    return options.fetch === bearerFetch ? timeFirstAttempt(response, (first ??= Promise.resolve(undefined))) : response
  }
}

/** Reads `bearer` from `context`, the only place for other libraries' options in ky's types. */
function bearerOf({ context }: Options): Bearer | undefined {
  return context?.['bearer'] as Bearer | undefined
}

/** Calls the platform's fetch. The function is read at each call, as it may be patched later. */
const platformFetch: Fetch = (input, init) => globalThis.fetch(input, init)

/** Returns whether the body may be copied for a replay. ky copies a stream only for retries, so without retries there is no copy. */
function isCopied({ retry, body }: Options): boolean {
  return !isOneShot(body) || (typeof retry === 'number' ? retry : retry?.limit) !== 0
}
