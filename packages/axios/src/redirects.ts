import type { InternalAxiosRequestConfig } from 'axios'

/** Keeps a token in a header that no platform strips from going along to another origin: by Node without it, by fetch not at all. */
export function guardRedirects(config: InternalAxiosRequestConfig, header: string, url: string): object {
  return {
    fetchOptions: { ...config.fetchOptions, redirect: 'error' },
    beforeRedirect: (options: { href: string; headers: Record<string, string> }, ...details: [never, never]) => {
      if (URL.parse(options.href)?.origin !== URL.parse(url)?.origin) delete options.headers[header]
      config.beforeRedirect?.(options, ...details)
    },
  }
}
