import type { Coordinator } from '@everbearer/core'
import { type ClientKind, expectArguments, expectCoordinator } from '@everbearer/core/adapter'
import type { InitHook, KyInstance } from 'ky'
import { createBearerFetch } from './bearer-fetch.ts'

/** Other clients have `extend`, too, and ky alone has `stop`. */
const kyInstance: ClientKind = { name: 'a ky instance', is: (value) => 'extend' in Object(value) && 'stop' in Object(value) }

/**
 * Gives a ky that keeps `auth`'s token on its requests and replays a request once when the token is refused. All else
 * stays as it is. `context: { bearer: false }` among a request's options sends it without a token.
 *
 * @throws {TypeError} the arguments are not a ky instance and a coordinator
 */
export function withBearer(client: KyInstance, auth: Coordinator): KyInstance {
  expectArguments('withBearer', kyInstance, arguments)
  return client.extend({ hooks: { init: [bearerInit(auth)] } })
}

/**
 * The init hook alone. It puts the token on what ky sends, below all hooks: they get to see neither token nor refusal.
 *
 * @throws {TypeError} `auth` is no coordinator
 */
export function bearerInit(auth: Coordinator): InitHook {
  expectCoordinator('bearerInit', auth)
  return (options) => {
    options.fetch = createBearerFetch(auth, options)
  }
}
