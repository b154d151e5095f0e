import { type Coordinator, EverbearerError } from '@everbearer/core'
import { bindCall, expectArguments } from '@everbearer/core/adapter'
import type { $Fetch, FetchOptions, ResponseType } from 'ofetch'
import { bearerFetch } from './bearer-fetch.ts'
import { callKey } from './bound-options.ts'
import { ofetchInstance } from './client-kinds.ts'

declare module 'ofetch' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface FetchOptions<R extends ResponseType = ResponseType, T = any> {
    /** `false`: this request goes out without a token. A coordinator: with its token, as of the account that the request is for. */
    bearer?: boolean | Coordinator | undefined
  }
}

/**
 * Gives a $fetch whose requests carry `auth`'s token, and that replays a request whose token was rejected. All
 * else stays as it is. If no token can be obtained, its calls reject with an `EverbearerError`.
 *
 * @example
 * ```ts
 * import { ofetch } from 'ofetch'
 * import { createCoordinator, withBearer } from '@everbearer/ofetch'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from somewhere' }), origins: ['https://api.example.com'] })
 * const api = withBearer(ofetch.create({ baseURL: 'https://api.example.com' }), auth)
 * const orders = await api('/orders')
 * ```
 * @throws {TypeError} the arguments are not a $fetch and a coordinator
 */
export function withBearer(client: $Fetch, auth: Coordinator): $Fetch {
  expectArguments('withBearer', ofetchInstance, arguments)
  return bindCalls(client.create({}, { fetch: bearerFetch(client.native, auth) }), auth)
}

/**
 * Each call belongs to the session in which it begins. What fails for want of a token fails with the error that says so,
 * as with every other client.
 */
function bindCalls(client: $Fetch, auth: Coordinator): $Fetch {
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

/** A wrong option rejects, as each error of ofetch does. */
function attempted<Result>(send: () => Promise<Result>): Promise<Result> {
  try {
    return send().catch(unwrap)
  } catch (error) {
    return Promise.reject(error)
  }
}

function unwrap(error: Error): never {
  throw error.cause instanceof EverbearerError ? error.cause : error
}
