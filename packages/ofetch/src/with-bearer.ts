import type { Coordinator, CoordinatorOrPool } from '@everbearer/core'
import { bindCall, expectArguments } from '@everbearer/core/adapter'
import type { $Fetch, FetchOptions, ResponseType } from 'ofetch'
import { bearerFetch } from './bearer-fetch.ts'
import { callKey } from './bound-options.ts'
import { ofetchInstance } from './client-kinds.ts'
import { isOwnError } from './own-error.ts'

declare module 'ofetch' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface FetchOptions<R extends ResponseType = ResponseType, T = any> {
    /** The token to send. `true`: from the client's coordinator. `false`: no token. A coordinator: from this coordinator. @default true */
    bearer?: boolean | Coordinator | undefined
  }
}

/**
 * Returns a $fetch whose requests carry the token of `auth`. A request is replayed if its token was rejected. If no token can be
 * obtained, the request rejects with an `EverbearerError`. Everything else stays unchanged.
 *
 * If `auth` is a pool, each request must have the option `bearer`: a coordinator of the pool, or `false`. A request without this option
 * rejects with a `TypeError`, for every origin.
 *
 * @example
 * ```ts
 * import { ofetch } from 'ofetch'
 * import { createCoordinator, withBearer } from '@everbearer/ofetch'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: ['https://api.example.com'] })
 * const api = withBearer(ofetch.create({ baseURL: 'https://api.example.com' }), auth)
 * const orders = await api('/orders')
 * ```
 * @throws {TypeError} the arguments are not a $fetch and a coordinator or a pool
 */
export function withBearer(client: $Fetch, auth: CoordinatorOrPool): $Fetch {
  expectArguments('withBearer', ofetchInstance, arguments)
  return bindCalls(client.create({}, { fetch: bearerFetch(client.native, auth) }), auth)
}

/**
 * Binds each call to the session in which the call begins. If no token can be obtained, the call rejects with the `EverbearerError` itself,
 * as with every other client.
 */
function bindCalls(client: $Fetch, auth: CoordinatorOrPool): $Fetch {
  const bound = <Options extends Pick<FetchOptions, 'signal' | 'bearer'> | undefined>(options: Options): Options => ({
    ...options,
    [callKey]: bindCall(auth, options ?? {}),
  })
  const call: Pick<$Fetch, keyof $Fetch> = {
    raw: (request, options) => attempted(() => client.raw(request, bound(options))),
    native: client.native,
    create: (...defaults) => bindCalls(client.create(...defaults), auth),
  }
  return Object.assign(((request, options) => attempted(() => client(request, bound(options)))) as $Fetch, call)
}

/** Rejects with Everbearer's error instead of ofetch's. An error that is thrown at once, such as for a wrong option, rejects, too. */
function attempted<Result>(send: () => Promise<Result>): Promise<Result> {
  try {
    return send().catch(unwrap)
  } catch (error) {
    return Promise.reject(error)
  }
}

function unwrap(error: Error): never {
  throw isOwnError(error.cause) ? error.cause : error
}
