import http from 'node:http'
import https from 'node:https'
import type { CoordinatorOrPool } from '@everbearer/core'
import {
  type Authorization,
  type Bearer,
  bindCall,
  expectCoordinator,
  hasHeader,
  isOneShot,
  type OutgoingRequest,
  sendWithToken,
  type Transport,
} from '@everbearer/core/adapter'
import { type Got, type HandlerFunction, HTTPError, Options, type Response } from 'got'

interface Call extends OutgoingRequest {
  readonly client: Got
  readonly options: Options
}

/** A response of got, with its status under the name that core reads. */
interface Received {
  readonly status: number
  /** What got returned. */
  readonly result: Response
}

const transport: Transport<Call, Received> = {
  ownHeader: ({ options }, name) => hasHeader(options.headers, name),
  ownValue: ({ options }, name) => [options.headers[name.toLowerCase()]].flat().join(', '),
  abandon({ options: { body } }, reason) {
    if (body instanceof ReadableStream) void body.cancel(reason).catch(() => {})
  },
  async attempt({ client, options, replacesOwn }, authorization) {
    return received((await client(undefined, undefined, withToken(options, authorization, replacesOwn))) as Response)
  },
  header: ({ result }, name) => result.headers[name.toLowerCase()]?.toString(),
  errorDetails: ({ result }) => ({ challenge: result.headers['www-authenticate'], url: result.url }),
  // The responses of errors are got's, too. Got has read the body, so that no connection is held.
  responseFromError: (error) => (error instanceof HTTPError ? received(error.response) : undefined),
}

/** Node's request in a response has the token among its headers: no log prints what is not enumerable. */
function received(result: Response): Received {
  Object.defineProperty(result, 'req', { enumerable: false })
  Object.defineProperty(result.request, '_request', { enumerable: false })
  return { status: result.statusCode, result }
}

/** Puts the token below got: hooks, errors and `response.request.options` never see the token. No redirect takes it to another origin. */
function withToken(options: Options, authorization: Authorization | undefined, replacesOwn = false): Options {
  const copy = new Options(undefined, undefined, options)
  // The handler of `withBearer` calls got again for each attempt, and got must return all of a response.
  copy.resolveBodyOnly = false
  if (authorization === undefined) return copy
  if (authorization.redirect === 'error') copy.followRedirect = false
  const { origin } = options.url as URL
  const sendByUser = options.request
  copy.request = (url, native, callback) => {
    const given = { ...(native.headers as Record<string, string>) }
    // got writes all names in lower case.
    if (replacesOwn) for (const name in authorization.headers) Reflect.deleteProperty(given, name.toLowerCase())
    // A hook may have set credentials of its own.
    const isOwn = Object.keys(authorization.headers).some((name) => hasHeader(given, name))
    const headers = url.origin === origin && !isOwn ? { ...given, ...authorization.headers } : given
    if (sendByUser !== undefined) return sendByUser(url, { ...native, headers }, callback)
    return (url.protocol === 'https:' ? https : http).request(url, { ...native, headers } as object, callback as never)
  }
  return copy
}

/**
 * Returns a got instance whose requests carry a token. A request with a rejected token is sent again. `context: { bearer }` of a request
 * turns that off, or names another coordinator. Streams of got go without a token.
 */
export function withBearer(client: Got, auth: CoordinatorOrPool): Got {
  expectCoordinator('withBearer', auth)
  const handler: HandlerFunction = (options, next) => {
    if (options.isStream) return next(options)
    const signal = options.signal ?? undefined
    const { bearer } = options.context as { readonly bearer?: Bearer }
    const { session } = bindCall(auth, { bearer, signal })
    const call: Call = {
      url: (options.url as URL).href,
      method: options.method,
      session,
      bearer,
      signal,
      replayable: !isOneShot(options.body),
      client,
      options,
    }
    return send(auth, call) as never
  }
  return client.extend({ handlers: [handler] })
}

async function send(auth: CoordinatorOrPool, call: Call): Promise<unknown> {
  const { result } = await sendWithToken(auth, transport, call)
  return call.options.resolveBodyOnly ? result.body : result
}
