/**
 * Parses a URL, as `URL.parse` does, which React Native and older browsers lack. Returns null if the URL can't be read.
 *
 * @example
 * ```ts
 * import { parseUrl } from '@everbearer/core/adapter'
 *
 * const origin = parseUrl('/catalogs', 'https://api.example.com')?.origin
 * ```
 * @experimental
 */
export function parseUrl(url: string, base?: string): URL | null {
  try {
    return new URL(url, base)
  } catch {
    return null
  }
}
