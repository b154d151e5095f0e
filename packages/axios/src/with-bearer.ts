import type { Coordinator } from '@everbearer/core'
import type { AxiosLike } from './axios-like.ts'
import { bearerInterceptor } from './interceptor.ts'

declare module 'axios' {
  // oxlint-disable-next-line no-explicit-any -- an augmentation repeats the original's parameters
  interface AxiosRequestConfig<D = any, P = any> {
    /** `false`: this request goes out without a token. */
    bearer?: boolean | undefined
  }
}

/** As axios has them, but its types don't. */
interface Interceptors {
  readonly forEach: (look: (interceptor: { readonly fulfilled?: object | null }) => void) => void
}

/**
 * Installs `auth` on an axios instance and returns it: requests carry the token, and one that is refused for its token
 * is replayed once. All else stays as it is, but `response.request`, which holds the token, is no longer enumerable.
 * An instance that has `auth` already stays as it is.
 */
export function withBearer<Client extends AxiosLike>(client: Client, auth: Coordinator): Client {
  if (!isInstalled(client, auth)) client.interceptors.request.use(...bearerInterceptor(auth))
  return client
}

function isInstalled({ interceptors }: AxiosLike, auth: Coordinator): boolean {
  let found = false
  const { request } = interceptors as { readonly request: object }
  ;(request as Interceptors).forEach(({ fulfilled }) => {
    found ||= fulfilled != null && 'auth' in fulfilled && fulfilled.auth === auth
  })
  return found
}
