import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios'

type Env = NonNullable<InternalAxiosRequestConfig['env']>
type EnvFetch = NonNullable<Env['fetch']>

/** Learns where redirects led: axios's http and xhr adapters tell, its fetch adapter hides it. */
export function createUrlSpy(): { watch(env?: Env): Env; finalUrl(response: AxiosResponse): string | undefined } {
  const urls = new WeakMap<object, string>()
  const spies = new Map<EnvFetch | undefined, EnvFetch>()
  const spyOn = (fetch?: EnvFetch): EnvFetch => async (input, init) => {
    const response = await (fetch ?? globalThis.fetch)(input, init)
    if (typeof input === 'object') urls.set(input, response.url)
    return response
  }
  return {
    // axios caches by the identity of the fetch: one spy for each.
    watch: (env) => ({ ...env, fetch: spies.get(env?.fetch) ?? spies.set(env?.fetch, spyOn(env?.fetch)).get(env?.fetch)! }),
    finalUrl({ request }) {
      const { res, responseURL } = (request ?? {}) as { res?: { responseUrl?: string }; responseURL?: string }
      return res?.responseUrl ?? responseURL ?? urls.get(request as object)
    },
  }
}
