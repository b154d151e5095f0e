import type { Coordinator, CoordinatorOrPool } from '@everbearer/core'
import { expect, expectArguments, expectOptions, fetchWithToken } from '@everbearer/core/adapter'
import { fetchFunction } from './fetch-function.ts'
import type { Fetch } from './fetch-like.ts'
import { createSender } from './platform.ts'

type Input = Parameters<typeof fetch>[0]
type Init = NonNullable<Parameters<typeof fetch>[1]>

/** The options of fetch, and `bearer`. */
export type BearerInit = Init & {
  /** The token to send. `true`: from the client's coordinator. `false`: no token. A coordinator: from this coordinator. @default true */
  bearer?: boolean | Coordinator | undefined
}

/** Options of `withBearer`. */
export interface WithBearerOptions {
  /**
   * Function that decides whether a response with a status below 400 rejects the token. GraphQL servers send such responses:
   * `hasUnauthenticatedError` recognizes them. The function is called for each such response to a request with a token. It must read a
   * clone, as the caller gets the response. If it throws, the token counts as accepted. @default responses below 400 accept the token
   */
  readonly rejectsToken?: ((response: Response) => boolean | Promise<boolean>) | undefined
}

/** The type of the fetch that `withBearer` returns: the type of the given fetch, with the additional option `bearer`. */
export type BearerFetch<F extends Fetch> = F & ((input: Input, init?: BearerInit) => Promise<Response>)

/**
 * Returns a fetch whose requests carry the token of `auth`. A request is replayed if its token was rejected. If no token can be
 * obtained, the request rejects with an `EverbearerError`. Everything else works as in the given fetch. If the given fetch is the
 * platform's fetch, `globalThis.fetch` is read at each call, so that later patches apply.
 *
 * The time of an `AbortSignal.timeout()` also passes while a request waits for a token.
 *
 * If `auth` is a pool, each request must have the option `bearer`: a coordinator of the pool, or `false`. A request without this option
 * rejects with a `TypeError`, for every origin.
 *
 * @example
 * ```ts
 * import { createCoordinator, withBearer } from '@everbearer/fetch'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: ['https://api.example.com'] })
 * const api = withBearer(fetch, auth)
 * const response = await api('https://api.example.com/orders')
 * ```
 * @throws {TypeError} the arguments are not a fetch function and a coordinator or a pool; an option is wrong
 */
export function withBearer<F extends Fetch>(fetch: F, auth: CoordinatorOrPool, options: WithBearerOptions = {}): BearerFetch<F> {
  expectArguments('withBearer', fetchFunction, [fetch, auth])
  expectOptions(options, ['rejectsToken'])
  const { rejectsToken } = options
  expect(rejectsToken === undefined || typeof rejectsToken === 'function', 'rejectsToken', 'a function')
  const { entered, send } = createSender(fetch, bearerFetch)
  return Object.assign(bearerFetch, fetch)

  function bearerFetch(input: Input, init?: BearerInit): Promise<Response> {
    entered(init)
    try {
      return fetchWithToken(auth, input, init, { send, bearer: init?.bearer, rejectsToken })
    } catch (error) {
      return Promise.reject(error)
    }
  }
}
