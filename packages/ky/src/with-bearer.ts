import type { CoordinatorOrPool } from '@everbearer/core'
import { type ClientKind, expectArguments, expectCoordinator } from '@everbearer/core/adapter'
import type { InitHook, KyInstance } from 'ky'
import { createBearerFetch } from './bearer-fetch.ts'

/** Recognizes a ky instance. Other clients also have `extend`, but only ky has `stop`. */
const kyInstance: ClientKind = { name: 'a ky instance', is: (value) => 'extend' in Object(value) && 'stop' in Object(value) }

/**
 * Returns a ky instance whose requests carry the token of `auth`. A request is replayed if its token was rejected. If no token can be
 * obtained, the request rejects with an `EverbearerError`. Everything else stays unchanged.
 *
 * The request option `context: { bearer: false }` sends a request without a token. With a coordinator instead of `false`, the request
 * carries that coordinator's token, for example for another account.
 *
 * If `auth` is a pool, each request must have `context.bearer`: a coordinator of the pool, or `false`. A request without this option
 * rejects with a `TypeError`, for every origin.
 *
 * @example
 * ```ts
 * import ky from 'ky'
 * import { createCoordinator, withBearer } from '@everbearer/ky'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: ['https://api.example.com'] })
 * const api = withBearer(ky.create({ prefix: 'https://api.example.com' }), auth)
 * const orders = await api.get('orders').json()
 * ```
 * @throws {TypeError} the arguments are not a ky instance and a coordinator or a pool
 */
export function withBearer(client: KyInstance, auth: CoordinatorOrPool): KyInstance {
  expectArguments('withBearer', kyInstance, arguments)
  return client.extend({ hooks: { init: [bearerInit(auth)] } })
}

/**
 * Returns the init hook that `withBearer` adds. The token is added after ky's `beforeRequest` hooks have run, so hooks do not see the
 * token. Hooks do not see a response that leads to a replay.
 *
 * @example
 * ```ts
 * import ky from 'ky'
 * import { bearerInit, createCoordinator } from '@everbearer/ky'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from-somewhere' }), origins: ['https://api.example.com'] })
 * const api = ky.create({ hooks: { init: [bearerInit(auth)] } })
 * ```
 * @throws {TypeError} `auth` is neither a coordinator nor a pool
 */
export function bearerInit(auth: CoordinatorOrPool): InitHook {
  expectCoordinator('bearerInit', auth)
  return (options) => {
    options.fetch = createBearerFetch(auth, options)
  }
}
