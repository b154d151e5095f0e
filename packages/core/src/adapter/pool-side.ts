import { createSessionIdentity } from '../session/session-identity.ts'
import type { AdapterSide } from './adapter-side.ts'

/**
 * Makes the adapter's side of a pool. A request with `bearer: false` is sent without a token. Any other request that names no coordinator
 * fails. Otherwise, the request would be sent without a token, or with the token of another account.
 */
export function createPoolSide(): AdapterSide {
  const session = createSessionIdentity(0)
  return {
    session,
    headers: [],
    sessionForCall: () => session,
    trace: () => undefined,
    authorize: ({ bearer }) => (bearer === false ? undefined : Promise.reject(noCoordinator())),
    handleErrorResponse: () => Promise.resolve(undefined),
    isCurrent: () => true,
    accept() {},
  }
}

function noCoordinator(): TypeError {
  const message =
    'bearer: expected a coordinator of the pool, such as pool.for(account), or false. The client was wrapped for a pool, which has no coordinator of its own'
  return Object.assign(new TypeError(message), { code: 'ERR_NO_COORDINATOR' })
}
