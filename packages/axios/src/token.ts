import type { Authorization } from '@everbearer/core/adapter'
import type { Config } from './config.ts'
import type { AxiosLibrary } from './axios-copy.ts'

/**
 * Puts a token into the config itself for one attempt: a copy of the config would cost more time than all other work.
 *
 * @param url - URL of the request
 * @param replacesOwn - true: the token replaces a token header that the request already has
 * @returns a function that removes the token from the config
 */
export function applyToken(
  config: Config,
  url: string,
  { headers: token, redirect }: Authorization,
  { AxiosHeaders }: AxiosLibrary,
  replacesOwn = false,
): () => void {
  const { headers, env, beforeRedirect, fetchOptions, maxRedirects } = config
  const sent = Object.assign(new AxiosHeaders(), headers)
  // The comparison ignores case: otherwise, axios would send both headers.
  if (replacesOwn) sent.delete(Object.keys(token))
  Object.assign(sent, token)
  config.headers = sent
  config.env = { fetch: notingFetch, ...env }
  // On redirects, axios's http adapter keeps `Authorization` for subdomains, and older versions keep all other token headers.
  config.beforeRedirect = (options: { href?: string; headers?: object }, ...details) => {
    if (URL.parse(options.href!)?.origin !== URL.parse(url)?.origin)
      for (const name in token) Reflect.deleteProperty(options.headers!, name)
    beforeRedirect?.(options, ...details)
  }
  if (redirect === 'error') Object.assign(config, { fetchOptions: { ...fetchOptions, redirect }, maxRedirects: 0 })
  return () =>
    void Object.assign(
      config,
      redirect === 'follow' ? { headers, env, beforeRedirect } : { headers, env, beforeRedirect, fetchOptions, maxRedirects },
    )
}

/** Fetch for axios's fetch adapter. It stores the final URL of a response in the request, as axios's http and xhr adapters do. */
const notingFetch: NonNullable<NonNullable<Config['env']>['fetch']> = async (input, init) => {
  const response = await globalThis.fetch(input, init)
  if (typeof input === 'object') Object.defineProperty(input, 'responseURL', { value: response.url })
  return response
}
