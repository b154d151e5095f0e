import type { CoordinatorOrPool } from '@everbearer/core'
import type { AxiosLike } from './axios-like.ts'
import { createInterceptor } from './interceptor.ts'
import type { AxiosLibrary } from './axios-copy.ts'

/** axios's interceptors with `forEach`, which its types lack. */
interface Interceptors {
  readonly forEach: (look: (interceptor: { readonly fulfilled?: object | null }) => void) => void
}

/** Installs `auth` on an axios instance and returns the instance. If `auth` is installed already, nothing changes. */
export function install<Client extends AxiosLike>(client: Client, auth: CoordinatorOrPool, library: AxiosLibrary): Client {
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
