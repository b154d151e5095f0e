import type { Coordinator } from '@everbearer/core'
import type { InitHook, KyInstance } from 'ky'
import { createBearerCall } from './bearer-call.ts'

/**
 * Gives a ky that keeps `auth`'s token on its requests and replays a request once when the token is refused. All else
 * stays as it is. `context: { bearer: false }` among a request's options sends it without a token.
 */
export function withBearer(client: KyInstance, auth: Coordinator): KyInstance {
  return client.extend({ hooks: { init: [bearerInit(auth)] } })
}

/**
 * The init hook alone. It puts the token on what ky sends, below all hooks, and adds hooks of its own where ky's timer
 * does not run: to wait for a token, and to replay. What the other hooks get holds no token and no refusal.
 */
export function bearerInit(auth: Coordinator): InitHook {
  return (options) => {
    const { hooks = {} } = options
    const call = createBearerCall(auth, options)
    options.fetch = call.fetch
    options.hooks = {
      ...hooks,
      beforeRequest: [...(hooks.beforeRequest ?? []), call.awaitToken],
      beforeRetry: [...(hooks.beforeRetry ?? []), call.awaitToken],
      afterResponse: [call.replay, ...(hooks.afterResponse ?? [])],
    }
  }
}
