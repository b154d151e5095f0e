import { type Authorization, type Coordinator, createFetchCall, type FetchCall, followUp, isOneShot, refusalOf } from '@everbearer/core'
import ky, { type AfterResponseState, type BeforeRequestState, type Options } from 'ky'

type Fetch = NonNullable<Options['fetch']>

/** The steps that one call of ky takes with a token. */
export interface BearerCall {
  /** Sends one attempt: with a token, if it is one of ours. */
  readonly fetch: Fetch
  /** Waits, while ky's timer does not run, until there is a token. */
  readonly awaitToken: (state: Pick<BeforeRequestState, 'request'>) => Promise<undefined> | undefined
  /** Sends the request again if its token was refused. */
  readonly replay: (state: Pick<AfterResponseState, 'request' | 'response'>) => Promise<Response | undefined> | undefined
}

/** An attempt that went out with a token. */
interface Attempt {
  readonly call: FetchCall
  readonly authorization: Authorization
  readonly init: Parameters<Fetch>[1]
}

/** @param options - what ky was called with, and what init hooks that are still to come make of it */
export function createBearerCall(auth: Coordinator, options: Options): BearerCall {
  const { fetch = (...request: Parameters<Fetch>) => globalThis.fetch(...request) } = options
  const optionsOf = (request: Request) => ({ bearer: options.context?.['bearer'] as boolean | undefined, signal: request.signal })
  const authorize = (request: Request) => auth.authorize(request.url, optionsOf(request), request.headers.has(auth.header))
  let sent: Attempt | undefined

  return {
    async fetch(request, init) {
      const pending = authorize(request as Request)
      const authorization = pending instanceof Promise ? await pending : pending
      if (authorization === undefined) return fetch(request, init)
      const call = createFetchCall(request, init, isCopyable(options))
      sent = { call, authorization, init }
      return fetch(...call.authorized(authorization))
    },

    awaitToken({ request }) {
      const pending = authorize(request)
      return pending instanceof Promise ? pending.then(() => undefined) : undefined
    },

    replay({ request, response }) {
      if (sent === undefined) return undefined
      const { call, authorization, init } = sent
      sent = undefined
      const last = followUp(auth, authorization, response, {
        url: request.url,
        options: optionsOf(request),
        replayable: !request.bodyUsed || isCopyable(options),
        refusal: refusalOf,
        attempt(next) {
          const unsent = request.bodyUsed ? call : createFetchCall(request.clone(), init)
          const [target, { headers, ...others }] = unsent.authorized(next!)
          // A bare ky: its timer is this attempt's own, and its request shows no token to whoever logs an error.
          return ky(target, {
            fetch: (single) => fetch(single, { ...others, headers: headers! }),
            retry: 0,
            signal: request.signal,
            throwHttpErrors: false,
            ...(options.timeout !== undefined && { timeout: options.timeout }),
          })
        },
      })
      if (last instanceof Promise) return last.finally(() => call.release?.()).then((final) => (final === response ? undefined : final))
      call.release?.()
      return undefined
    },
  }
}

/** ky keeps a copy of a request that it may have to retry. Of any other, we keep one; but a stream is let go. */
function isCopyable({ retry, body }: Options): boolean {
  return (typeof retry === 'number' ? retry : retry?.limit) === 0 && !isOneShot(body)
}
