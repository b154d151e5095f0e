import type { Coordinator, CoordinatorOrPool } from '@everbearer/core'
import { adapterSideOf, type Authorization, type BoundCall, type RequestTrace } from '@everbearer/core/adapter'
import { type Call, type ClientSettings, defaultRetryOn } from '../src/conformance.ts'
import { rightSteps, type Steps } from './reference-steps.ts'
import { timed } from './timed.ts'

/** An answer of 400 or above, thrown. */
export class StatusError extends Error {
  readonly status: number
  readonly response: Response
  constructor(response: Response) {
    super(`the answer is ${response.status}`)
    this.status = response.status
    this.response = response
  }
}

/** A small HTTP client with retries, time-outs and hooks, that keeps a token: written to be read. */
export function createReferenceClient(
  auths: readonly CoordinatorOrPool[],
  settings: ClientSettings,
  steps: Steps = rightSteps,
): (call: Call) => Promise<Response> {
  // A pool has the same side for adapters, which is all that the steps use.
  const clientAuths = auths as readonly Coordinator[]
  const { retries = 0, retryOn = defaultRetryOn, throws = true, hooks, onRetry } = settings

  return async (call) => {
    // Read when the call begins: the caller may change it later.
    const url = urlOf(call, settings)
    const headers = headersOf(call, settings)
    const bound = clientAuths.map((auth) => steps.bind(auth, call) as BoundCall & { readonly auth: Coordinator })
    const seen = { header: (name: string) => headers.get(name), setHeader: (name: string, value: string) => headers.set(name, value) }
    await hooks?.before?.request?.(seen)
    await hooks?.after?.request?.(seen)

    let response = await sendOnce(call, url, headers, bound)
    for (let retry = 0; retry < (call.retries ?? retries) && retryOn.includes(response.status); retry++) {
      onRetry?.()
      response = await sendOnce(call, url, headers, bound)
    }
    await hooks?.before?.response?.(response)
    await hooks?.after?.response?.(response)
    if (response.status >= 400 && (call.throws ?? throws)) throw new StatusError(response)
    return response
  }

  /** One request with its replay. */
  async function sendOnce(
    call: Call,
    url: string,
    headers: Headers,
    bound: readonly (BoundCall & { readonly auth: Coordinator })[],
  ): Promise<Response> {
    const send = (authorization: Authorization | undefined): Promise<Response> =>
      timed(call, settings, steps.compose(url, withJson(call), headers, authorization), (limited) => steps.attempt(limited, settings))

    const traces = bound.map(({ auth, session }) => adapterSideOf(auth).trace({ url, session, method: call.method }))
    try {
      const response = (await sendWithToken()) ?? (await sendTraced(undefined, traces))
      for (const trace of traces) trace?.finished(response.status)
      return response
    } catch (error) {
      for (const trace of traces) trace?.failed(error)
      throw error
    }

    async function sendWithToken(): Promise<Response | undefined> {
      for (const [index, { auth, session }] of bound.entries()) {
        const trace = traces[index]
        const isOwn = adapterSideOf(auth).headers.some((name) => steps.keepsOwn(auth, url, call, { name, value: headers.get(name) }))
        const authorize = (): Promise<Authorization | undefined> =>
          steps.authorize(auth, url, call, isOwn, session, trace).catch((error: unknown) => {
            steps.abandon(call, error)
            throw error
          })
        let authorization = await authorize()
        const isSkipped = isOwn || call.bearer === false
        // On its way here, the token may have been replaced, or somebody have signed in.
        if (!isSkipped && !adapterSideOf(auth).isCurrent(authorization, url)) authorization = await authorize()
        while (authorization !== undefined) {
          const response = await sendTraced(authorization, [trace])
          steps.observe(auth, authorization, response, { url, method: call.method })
          const next: Authorization | undefined =
            response.status < 400 ? undefined : await steps.handleErrorResponse(auth, authorization, response, { url, call, trace })
          if (next === undefined) return response
          authorization = next
        }
      }
      return undefined
    }

    function sendTraced(authorization: Authorization | undefined, told: readonly (RequestTrace | undefined)[]): Promise<Response> {
      for (const trace of told) trace?.attempt(authorization)
      return send(authorization)
    }
  }
}

function urlOf({ path, query, url: absolute }: Call, settings: ClientSettings): string {
  const url = new URL(absolute ?? (URL.canParse(path) ? path : settings.baseUrl.replace(/\/$/, '') + path))
  for (const [name, value] of Object.entries({ ...settings.query, ...query })) url.searchParams.append(name, String(value))
  return url.href
}

function headersOf({ headers, json }: Call, settings: ClientSettings): Headers {
  return new Headers({ ...settings.headers, ...(json !== undefined && { 'content-type': 'application/json' }), ...headers })
}

function withJson(call: Call): Call {
  return call.json === undefined ? call : { ...call, body: JSON.stringify(call.json) }
}
