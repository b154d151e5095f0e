import type { Authorization } from '@everbearer/core/adapter'
import type { Config } from './config.ts'
import type { AxiosLibrary } from './axios-copy.ts'

/**
 * Puts a token into the config for one attempt: a copy of the config would cost more than all the rest.
 *
 * @param url - where the request goes
 * @returns takes the token out again
 */
export function applyToken(
  config: Config,
  url: string,
  { headers: token, redirect }: Authorization,
  { AxiosHeaders }: AxiosLibrary,
): () => void {
  const { headers, env, beforeRedirect, fetchOptions, maxRedirects } = config
  const sent = Object.assign(new AxiosHeaders(), headers)
  Object.assign(sent, token)
  config.headers = sent
  config.env = { fetch: notingFetch, ...env }
  // Node's adapter takes a subdomain for the same host; older ones strip no more than that.
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

/** axios's http and xhr adapters note on a request where its redirects led. So does its fetch adapter, with this. */
const notingFetch: NonNullable<NonNullable<Config['env']>['fetch']> = async (input, init) => {
  const response = await globalThis.fetch(input, init)
  if (typeof input === 'object') Object.defineProperty(input, 'responseURL', { value: response.url })
  return response
}
