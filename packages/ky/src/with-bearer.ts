import type { Coordinator } from '@everbearer/core'
import { type ClientKind, expectArguments, expectCoordinator } from '@everbearer/core/adapter'
import type { InitHook, KyInstance } from 'ky'
import { createBearerFetch } from './bearer-fetch.ts'

/** Other clients have `extend`, too, and ky alone has `stop`. */
const kyInstance: ClientKind = { name: 'a ky instance', is: (value) => 'extend' in Object(value) && 'stop' in Object(value) }

/**
 * Gives a ky whose requests carry `auth`'s token, and that replays a request whose token was rejected. All else
 * stays as it is. `context: { bearer: false }` among a request's options sends the request without a token. A coordinator there sends it
 * with its token, as of the account that the request is for.
 *
 * @example
 * ```ts
 * import ky from 'ky'
 * import { createCoordinator, withBearer } from '@everbearer/ky'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from somewhere' }), origins: ['https://api.example.com'] })
 * const api = withBearer(ky.create({ prefix: 'https://api.example.com' }), auth)
 * const orders = await api.get('orders').json()
 * ```
 * @throws {TypeError} the arguments are not a ky instance and a coordinator
 */
export function withBearer(client: KyInstance, auth: Coordinator): KyInstance {
  expectArguments('withBearer', kyInstance, arguments)
  return client.extend({ hooks: { init: [bearerInit(auth)] } })
}

/**
 * Gives the init hook alone. It puts the token on what ky sends, below all hooks: they see neither token nor rejection.
 *
 * @example
 * ```ts
 * import ky from 'ky'
 * import { bearerInit, createCoordinator } from '@everbearer/ky'
 *
 * const auth = createCoordinator({ source: async () => ({ access_token: 'from somewhere' }), origins: ['https://api.example.com'] })
 * const api = ky.create({ hooks: { init: [bearerInit(auth)] } })
 * ```
 * @throws {TypeError} `auth` is no coordinator
 */
export function bearerInit(auth: Coordinator): InitHook {
  expectCoordinator('bearerInit', auth)
  return (options) => {
    options.fetch = createBearerFetch(auth, options)
  }
}
