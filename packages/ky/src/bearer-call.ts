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
  readonly replay: (state: Pick<AfterResponseState, 'request' | 'response'>) => Promise<Response> | undefined
}

/** An attempt that went out with a token. */
interface Attempt {
  readonly call: FetchCall
  readonly authorization: Authorization
  readonly init: Parameters<Fetch>[1]
}

export function createBearerCall(auth: Coordinator, options: Options): BearerCall {
  const { context, retry, timeout, body, fetch = (...request: Parameters<Fetch>) => globalThis.fetch(...request) } = options
  const optionsOf = (request: Request) => ({ bearer: context?.['bearer'] as boolean | undefined, signal: request.signal })
  const authorize = (request: Request) => auth.authorize(request.url, optionsOf(request), request.headers.has(auth.header))

  // ky keeps a copy of a request that it may have to retry. Of any other one must be made; but a stream is let go.
  const hasCopy = (typeof retry === 'number' ? retry : retry?.limit) !== 0
  const copyable = !hasCopy && !isOneShot(body)
  let sent: Attempt | undefined

  return {
    async fetch(request, init) {
      const pending = authorize(request as Request)
      const authorization = pending instanceof Promise ? await pending : pending
      if (authorization === undefined) return fetch(request, init)
      const call = createFetchCall(request, init, copyable)
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
      const answer = followUp(auth, authorization, response, {
        url: request.url,
        options: optionsOf(request),
        replayable: hasCopy || copyable,
        refusal: refusalOf,
        attempt(next) {
          const [target, { headers, ...others }] = (hasCopy ? createFetchCall(request.clone(), init) : call).authorized(next!)
          // A bare ky: its timer is this attempt's own, and its request shows no token to whoever logs an error.
          return ky(target, {
            fetch: (single) => fetch(single, { ...others, headers: headers! }),
            retry: 0,
            throwHttpErrors: false,
            ...(timeout !== undefined && { timeout }),
          })
        },
      })
      return answer instanceof Promise ? answer : (call.release(), undefined)
    },
  }
}
