import type { CoordinatorOrPool } from '@everbearer/core'
import { type ClientKind, expectArguments } from '@everbearer/core/adapter'
import type { AxiosLike } from './axios-like.ts'
import { createInterceptor } from './interceptor.ts'
import type { AxiosLibrary } from './axios-copy.ts'

/** axios's interceptors with `forEach`, which its types lack. */
interface Interceptors {
  readonly forEach: (look: (interceptor: { readonly fulfilled?: object | null }) => void) => void
}

/** Recognizes an axios instance by `interceptors`, which no other client has. Most instances are functions, as other clients are. */
const axiosInstance: ClientKind = { name: 'an axios instance', is: (value) => 'interceptors' in (Object(value) as object) }

/**
 * Installs `auth` on an axios instance and returns the instance. If `auth` is installed already, nothing changes.
 *
 * @param given - the `arguments` of `withBearer`
 * @throws {TypeError} the arguments are not an axios instance and a coordinator or a pool
 */
export function install<Client extends AxiosLike>(
  client: Client,
  auth: CoordinatorOrPool,
  library: AxiosLibrary,
  given: ArrayLike<unknown>,
): Client {
  expectArguments('withBearer', axiosInstance, given)
  if (!isInstalled(client, auth)) client.interceptors.request.use(...createInterceptor(auth, library))
  return client
}

function isInstalled({ interceptors }: AxiosLike, auth: CoordinatorOrPool): boolean {
  let found = false
  const { request } = interceptors as { readonly request: object }
  ;(request as Interceptors).forEach(({ fulfilled }) => {
    found ||= fulfilled != null && 'auth' in fulfilled && fulfilled.auth === auth
  })
  return found
}
