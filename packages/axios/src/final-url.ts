import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios'

type Env = NonNullable<InternalAxiosRequestConfig['env']>

/** Learns where redirects led: axios's http and xhr adapters tell, its fetch adapter hides it, and caches by the fetch. */
export function createUrlSpy(): { watch(env?: Env): Env; finalUrl(response: AxiosResponse): string | undefined } {
  const urls = new WeakMap<object, string>()
  const spies = new WeakMap<object, NonNullable<Env['fetch']>>()
  const spyOn = (fetch: Env['fetch']): NonNullable<Env['fetch']> => async (input, init) => {
    const response = await (fetch ?? globalThis.fetch)(input, init)
    if (typeof input === 'object') urls.set(input, response.url)
    return response
  }
  return {
    watch(env) {
      const spy = spies.get(env?.fetch ?? urls) ?? spyOn(env?.fetch)
      spies.set(env?.fetch ?? urls, spy)
      return { ...env, fetch: spy }
    },
    finalUrl: ({ request }) => request?.res?.responseUrl ?? request?.responseURL ?? urls.get(request ?? urls),
  }
}
